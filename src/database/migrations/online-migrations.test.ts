import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { BIG_TABLES } from "#database/migrations/find-migration-problems.ts";
import { PRISMA_FILES } from "#database/migrations/schema-engine.ts";

const BIG: readonly string[] = BIG_TABLES;

/** Older migrations have run everywhere, and stay as they are. */
const FIRST = "20261128150000";

const migrations = readdirSync(PRISMA_FILES.migrations)
  .filter((name) => /^\d/.test(name) && name >= FIRST)
  .map((name) => ({ name, sql: readFileSync(join(PRISMA_FILES.migrations, name, "migration.sql"), "utf8") }));

/** Tables whose readers wait from this statement to the end of the migration. */
const altered = (sql: string): string[] =>
  [...sql.matchAll(/ALTER TABLE "(\w+)"\s+(?:ADD|ALTER|DROP) COLUMN/g)].map(([, table = ""]) => table);

describe.each(migrations)("the migration $name, while old code runs", ({ sql }) => {
  it("builds no index of a big table whose readers it holds", () => {
    const indexed = [...sql.matchAll(/CREATE (?:UNIQUE )?INDEX .*\sON "(\w+)"/g)].map(([, table = ""]) => table);
    expect(indexed.filter((table) => BIG.includes(table) && altered(sql).includes(table))).toEqual([]);
  });

  it("locks webhooks after deliveries and events, as statements do", () => {
    const tables = altered(sql);
    const places = [tables.indexOf("webhook_subscription"), ...BIG.map((table) => tables.lastIndexOf(table))];
    const [webhooks = -1, ...others] = places;
    if (webhooks !== -1) expect(Math.max(...others)).toBeLessThan(webhooks);
  });
});

it("there are such migrations", () => {
  expect(migrations.length).toBeGreaterThan(5);
});
