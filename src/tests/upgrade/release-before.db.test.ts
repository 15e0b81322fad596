import { randomBytes } from "node:crypto";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { type DatabaseUrls, embeddedUrls } from "#database/database-urls.ts";
import { databaseUrl } from "#database/embedded/embedded-postgres.ts";
import { migrateDatabase } from "#database/migrations/migrate-database.ts";
import { applyMigrations, PRISMA_FILES } from "#database/migrations/schema-engine.ts";
import { separateTenants } from "#database/row-level-security/separate-tenants.ts";
import { makeDirectory, removeDirectory } from "#tests/directories.ts";
import { type Failures, newFailures, readStatements, replay } from "./replay-statements.ts";

/** The release before, and its last migration. */
const RELEASE = "0.2.0";
const LAST = "20261128181500_figures_backfill";

const statements = readStatements(RELEASE);
const name = `test_${randomBytes(8).toString("hex")}`;
const directory = makeDirectory();
let urls: DatabaseUrls;
let before: Failures;

const asOwner = async (url: string, text: string) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(text).finally(() => client.end());
};

beforeAll(async () => {
  const serverUrl = inject("serverUrl");
  await asOwner(serverUrl, `CREATE DATABASE ${name}`);
  urls = embeddedUrls(databaseUrl(serverUrl, name));
  const migrations = join(directory, "migrations");
  const isOfRelease = (entry: string) => entry <= LAST || entry.startsWith("migration_lock");
  cpSync(PRISMA_FILES.migrations, migrations, {
    recursive: true,
    filter: (source) => isOfRelease(source.slice(PRISMA_FILES.migrations.length + 1).split("/")[0] ?? ""),
  });
  const applied = await applyMigrations(urls.owner, { ...PRISMA_FILES, migrations });
  expect(applied.at(-1)).toBe(LAST);
  await separateTenants(urls);
  before = await replay(statements, urls);
});
afterAll(async () => {
  removeDirectory(directory);
  await asOwner(inject("serverUrl"), `DROP DATABASE ${name} WITH (FORCE)`);
});

it("the recorded statements are those of the release: on its own schema nearly all run", () => {
  expect(statements.length).toBeGreaterThan(500);
  // Examples name rows that are not here: foreign keys (23503) refuse some.
  const others = [...before].filter(([, code]) => code !== "23503");
  expect(others.length, JSON.stringify(others, null, 2)).toBeLessThan(statements.length / 50);
});

it("statements of the release before run while this release migrates, and afterwards", async () => {
  const pending = readdirSync(PRISMA_FILES.migrations).filter((entry) => /^\d/.test(entry) && entry > LAST);
  let isMigrating = true;
  const migrated = migrateDatabase(urls).finally(() => {
    isMigrating = false;
  });
  while (isMigrating) expect(newFailures(before, await replay(statements, urls))).toEqual([]);
  expect(await migrated).toEqual(pending);
  expect(newFailures(before, await replay(statements, urls))).toEqual([]);
});

it("a change that the release before cannot work with is noticed", async () => {
  await asOwner(urls.owner, "ALTER TABLE webhook_event ADD COLUMN demanded TEXT NOT NULL");
  expect(newFailures(before, await replay(statements, urls))).toEqual(
    expect.arrayContaining([expect.stringMatching(/^23502 bellhop_engine [\s\S]*INSERT INTO webhook_event/)]),
  );
  await asOwner(urls.owner, "ALTER TABLE webhook_event DROP COLUMN demanded, DROP COLUMN order_no");
  expect(newFailures(before, await replay(statements, urls))).toEqual(
    expect.arrayContaining([expect.stringMatching(/^42703 /)]),
  );
});
