import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { OWN_TABLES } from "#database/compact/own-tables.values.ts";
import { PRISMA_FILES } from "#database/migrations/schema-engine.ts";

it("compaction knows each table of the schema", () => {
  const schema = readFileSync(PRISMA_FILES.schema, "utf8");
  const mapped = [...schema.matchAll(/^ {2}@@map\("(\w+)"\)$/gm)].map(([, name]) => name);
  expect(mapped).toHaveLength(schema.match(/^model /gm)?.length ?? 0);
  expect(OWN_TABLES).toEqual(mapped.sort());
});
