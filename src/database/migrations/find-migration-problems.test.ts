import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findMigrationProblems } from "#database/migrations/find-migration-problems.ts";
import { concurrentIndexOf } from "#database/migrations/run-migration-script.ts";
import { PRISMA_FILES } from "#database/migrations/schema-engine.ts";

/** Last migration of release 0.2.0. Older ones have run everywhere, and stay as they are. */
const LAST_OF_RELEASE = "20261128181500_figures_backfill";

const names = readdirSync(PRISMA_FILES.migrations).filter((name) => /^\d/.test(name));
const later = names.filter((name) => name > LAST_OF_RELEASE);

describe("migrations since the last release", () => {
  it("begin after its last one", () => expect(names).toContain(LAST_OF_RELEASE));

  it.each(later)("%s only expands, and holds no table for long", (name) => {
    const sql = readFileSync(join(PRISMA_FILES.migrations, name, "migration.sql"), "utf8");
    expect(findMigrationProblems(sql)).toEqual([]);
  });
});

describe("the lint refuses", () => {
  it.each([
    ["a dropped column", 'ALTER TABLE "tenant" DROP COLUMN "name";', /drops a column/],
    ["a dropped table", 'DROP TABLE "tenant";', /drops what/],
    ["a renamed column", 'ALTER TABLE "tenant" RENAME COLUMN "name" TO "title";', /renames/],
    ["another type", 'ALTER TABLE "tenant" ALTER COLUMN "name" SET DATA TYPE VARCHAR(10);', /changes a type/],
    ["NOT NULL on an old column", 'ALTER TABLE "tenant" ALTER COLUMN "x" SET NOT NULL;', /refuses rows/],
    [
      "a column that must be given",
      'ALTER TABLE "tenant" ADD COLUMN "a" TEXT, ADD COLUMN "b" TEXT NOT NULL;',
      /leaves out/,
    ],
    ["a default by row", 'ALTER TABLE "tenant" ADD COLUMN "x" UUID DEFAULT gen_random_uuid();', /differs by row/],
    ["a constraint that is checked", `ALTER TABLE "tenant" ADD CONSTRAINT "c" CHECK ("x" IN ('a', 'b'));`, /NOT VALID/],
    ["an index of a big table", 'CREATE INDEX "i" ON "webhook_event"("x");', /CONCURRENTLY, in a migration/],
    ["a concurrent index with others", 'CREATE INDEX CONCURRENTLY "i" ON "tenant"("x"); SELECT 1;', /of its own/],
    ["an update of a big table", 'UPDATE "webhook_delivery" SET "x" = 1;', /in parts/],
    [
      "indexes of two big tables",
      'DROP INDEX "webhook_event_a_idx"; DROP INDEX IF EXISTS "webhook_delivery_b_idx";',
      /webhook_event and webhook_delivery at once/,
    ],
    [
      "an index that goes in a block, beside a change of another big table",
      'DO $$ BEGIN IF 1 = 1 THEN DROP INDEX "webhook_event_a_idx"; END IF; END $$; ALTER TABLE "webhook_attempt" RESET (fillfactor);',
      /webhook_event and webhook_attempt at once/,
    ],
    [
      "a trigger of one big table, and a reference to another",
      'CREATE TRIGGER t AFTER INSERT ON "webhook_event" FOR EACH ROW EXECUTE FUNCTION f(); CREATE TABLE "a" ("x" TEXT REFERENCES "webhook_attempt"("id"));',
      /webhook_event and webhook_attempt at once/,
    ],
    ["a lock", 'LOCK TABLE "tenant" IN ACCESS EXCLUSIVE MODE;', /locks/],
  ])("%s", (_, sql, problem) => {
    expect(findMigrationProblems(sql)).toEqual([expect.stringMatching(problem)]);
  });
});

it.each([
  ["a nullable column", 'ALTER TABLE "tenant" ADD COLUMN "x" TEXT;'],
  ["a constant default", `ALTER TABLE "tenant" ADD COLUMN "x" TEXT NOT NULL DEFAULT 'a, b';`],
  ["a constraint of later", `ALTER TABLE "tenant" ADD CONSTRAINT "c" CHECK ("x" > 0) NOT VALID;`],
  [
    "changes of one big table",
    'ALTER TABLE "webhook_event" ADD COLUMN "x" TEXT; DROP INDEX "webhook_event_a_idx"; ALTER TABLE "tenant" ADD COLUMN "y" TEXT;',
  ],
  [
    "a function that would lock two",
    "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ ALTER TABLE webhook_event RESET (fillfactor); ALTER TABLE webhook_attempt RESET (fillfactor); $$;",
  ],
  ["its validation", 'ALTER TABLE "tenant" VALIDATE CONSTRAINT "c";'],
  [
    "all of a new table",
    'CREATE TABLE "a" ("x" INT NOT NULL); CREATE INDEX "i" ON "a"("x"); ALTER TABLE "a" ADD CONSTRAINT "c" CHECK ("x" > 0);',
  ],
  [
    "a concurrent index alone",
    '-- A comment; with a semicolon.\nCREATE INDEX CONCURRENTLY "i" ON "webhook_event"("x");',
  ],
  [
    "a function with any body",
    "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM webhook_event; RETURN NULL; END $$;",
  ],
])("the lint permits %s", (_, sql) => {
  expect(findMigrationProblems(sql)).toEqual([]);
});

it.each([
  ['CREATE INDEX CONCURRENTLY "i" ON "t"("x");', "i"],
  ['-- Why.\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "i_1" ON "t"("x") WHERE "x" > 0', "i_1"],
  ['CREATE INDEX "i" ON "t"("x");', null],
  ['CREATE INDEX CONCURRENTLY "i" ON "t"("x"); SELECT 1;', null],
])("%j builds the index %s alone", (sql, name) => {
  expect(concurrentIndexOf(sql)).toBe(name);
});
