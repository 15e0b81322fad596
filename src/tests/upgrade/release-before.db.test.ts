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

/** One event with a plain body, then one with a packed body: stored, waiting for its fan-out, and with a due delivery each. */
const PLAIN_AND_PACKED = `
ALTER TABLE webhook_payload ALTER COLUMN body DROP NOT NULL;
INSERT INTO tenant (id, name) VALUES ('salon', 'x');
INSERT INTO webhook_subscription (id, tenant_id, url, events, secret, secret_hint, api_version)
VALUES ('wh_1', 'salon', 'https://example.com', '{}', 'x', 'x', '1');
INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
SELECT 'evt_' || n, 'salon', 'appointment.created', now() FROM generate_series(1, 2) n;
INSERT INTO webhook_payload (event_id, tenant_id, body, packed) VALUES ('evt_1', 'salon', 'cus_7', NULL), ('evt_2', 'salon', NULL, 'packed cus_7');
INSERT INTO webhook_outbox (tenant_id, event_id) SELECT 'salon', 'evt_' || n FROM generate_series(1, 2) n;
INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, due_at)
SELECT 'dlv_' || n, 'salon', 'wh_1', 'evt_' || n, 'appointment.created', now() FROM generate_series(1, 2) n`;

/** Statements of the release that read bodies, with what they find. Documents say so to operators. */
const READERS: Record<string, { text: RegExp; values: unknown[]; found: object[] }> = {
  "the fan-out leaves the event in the outbox": {
    text: /^\s*WITH undispatched AS/,
    values: [["evt_1", "evt_2"], 8_388_608],
    found: [{ id: "evt_1" }],
  },
  "an erasure of its customer misses the event": {
    text: /^\s*WITH next AS MATERIALIZED \(\s*SELECT id, source_event_id FROM webhook_event/,
    values: ["salon", "", "evt_9", Buffer.from("cus_7")],
    found: [{ id: "evt_1" }],
  },
  "the log shows no customer": {
    text: /^\s*SELECT p\.event_id AS "eventId", p\.body FROM webhook_payload/,
    values: ["salon", ["evt_1", "evt_2"]],
    found: [{ eventId: "evt_1" }],
  },
  "a claim takes the delivery, and has nothing to sign": {
    text: /^\s*WITH due AS [\s\S]*lease_token = \$2/,
    values: [["dlv_1", "dlv_2"], "wrk_old", 30_000],
    found: [
      { deliveryId: "dlv_1", body: Buffer.from("cus_7") },
      { deliveryId: "dlv_2", body: null },
    ],
  },
};

it("release 0.2.0 finds no body where bodies are packed, and no other bytes in its place", async () => {
  await asOwner(urls.owner, PLAIN_AND_PACKED);
  const client = new pg.Client({ connectionString: urls.engine });
  await client.connect();
  try {
    for (const [what, { text, values, found }] of Object.entries(READERS)) {
      const statement = statements.find((one) => text.test(one.text)) ?? expect.fail(what);
      const { rows } = await client.query(statement.text, values);
      // The fan-out reads webhooks too, which have no `id`.
      const read = rows.filter(({ id }) => id !== null);
      expect(
        read.toSorted((a, b) => String(a.deliveryId).localeCompare(String(b.deliveryId))),
        what,
      ).toMatchObject(found);
    }
  } finally {
    await client.end();
  }
});
