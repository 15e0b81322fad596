import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeEach, expect, it } from "vitest";
import { permitPackedBodies } from "#database/compact/permit-packed-bodies.ts";
import { DatabaseClient } from "#database/database-client.ts";
import { PRISMA_FILES } from "#database/migrations/schema-engine.ts";
import { beat } from "#domain/health/heartbeat.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { query } from "#tests/processes/query.ts";
import { acceptOne } from "#tests/seed-deliveries.ts";
import { storedBody } from "#tests/stored-body.ts";

const database: TestDatabase = await testDatabase();
const { deps } = database;
const actor = await database.addTenant();
afterAll(() => database.close());

/** As release 0.2.0 left it. */
beforeEach(() =>
  query(
    database.url,
    "DELETE FROM worker_heartbeat",
    "TRUNCATE webhook_payload",
    'ALTER TABLE "webhook_payload" ALTER COLUMN "body" SET NOT NULL',
  ),
);

const beatOnce = () => beat(deps, { workerId: "wrk_test", role: "web" });
const columnsOf = async (eventId: string) => {
  const { body, packed } = await deps.db.webhookPayload.findUniqueOrThrow({ where: { eventId } });
  return { isPlain: body !== null, isPacked: packed !== null };
};

it("bodies stay plain until the command runs, and running processes pack with their next heartbeat", async () => {
  await beatOnce();
  const plain = await acceptOne(deps, actor);
  expect(await columnsOf(plain)).toEqual({ isPlain: true, isPacked: false });
  await deps.sql("UPDATE worker_heartbeat SET pauses_read_at = now()");
  expect(await permitPackedBodies(database.urls)).toBe("permitted");
  await beatOnce();
  const packed = await acceptOne(deps, actor);
  expect(await columnsOf(packed)).toEqual({ isPlain: false, isPacked: true });
  for (const eventId of [plain, packed])
    expect(JSON.parse(String(await storedBody(deps, eventId)))).toMatchObject({ id: eventId });
  expect(await permitPackedBodies(database.urls), "a repeat").toBe("already");
});

it("a process of 0.2.0 is named, and nothing changes; one that is gone does not count", async () => {
  await query(database.url, "INSERT INTO worker_heartbeat (id, role) VALUES ('wrk_old', 'worker')");
  await expect(permitPackedBodies(database.urls, { pauseMs: 1 })).rejects.toThrow(
    /0\.2\.0 are running.*\(worker wrk_old\)/,
  );
  await beatOnce();
  expect(deps.bodyPacking.isOn()).toBe(false);
  await query(database.url, "UPDATE worker_heartbeat SET seen_at = now() - interval '11 seconds' WHERE id = 'wrk_old'");
  await deps.sql("UPDATE worker_heartbeat SET pauses_read_at = now() WHERE id = 'wrk_test'");
  expect(await permitPackedBodies(database.urls)).toBe("permitted");
});

it.each([
  ["app", "session \\d+ of role bellhop_app\\)"],
  ["engine", "session \\d+ of role bellhop_engine named ops\\)"],
] as const)("a web process of 0.2.0 has no heartbeat: its session of the role of %s is named", async (role, named) => {
  const web = new pg.Client({
    connectionString: database.urls[role],
    ...(role === "engine" ? { application_name: "ops" } : {}),
  });
  await web.connect();
  await expect(permitPackedBodies(database.urls, { pauseMs: 1 })).rejects.toThrow(new RegExp(named));
  await web.end();
  await beatOnce();
  expect(deps.bodyPacking.isOn()).toBe(false);
  await deps.sql("UPDATE worker_heartbeat SET pauses_read_at = now()");
  expect(await permitPackedBodies(database.urls, { pauseMs: 100 })).toBe("permitted");
});

it("a table that stays in use is named, with what to do", async () => {
  const reader = new DatabaseClient({ connectionString: database.url });
  await reader.connect();
  try {
    await reader.query("BEGIN; SELECT FROM webhook_payload");
    await expect(permitPackedBodies(database.urls, { pauseMs: 1, lockMs: 1 })).rejects.toThrow(
      /A long transaction or a dump holds the table.*Nothing was changed/,
    );
  } finally {
    await reader.end();
  }
});

it.each([
  [1, true],
  [60, false],
])(
  "a database without rows permits packed bodies with its migration if its history began %i minutes ago",
  async (minutes, isNew) => {
    const sql = readFileSync(join(PRISMA_FILES.migrations, "20261129010000_packed_bodies", "migration.sql"), "utf8");
    await query(
      database.url,
      "TRUNCATE webhook_event, worker_heartbeat CASCADE",
      `UPDATE _prisma_migrations SET started_at = now() - interval '${minutes} minutes'`,
      sql.slice(sql.indexOf("DO $$")),
    );
    await beatOnce();
    expect(deps.bodyPacking.isOn()).toBe(isNew);
  },
);

it("while the table is in use, it waits without holding up others for long, and goes on", async () => {
  const reader = new DatabaseClient({ connectionString: database.url });
  await reader.connect();
  try {
    await reader.query("BEGIN; SELECT FROM webhook_payload");
    const permitting = permitPackedBodies(database.urls, { pauseMs: 300, lockMs: 300 });
    const isWaiting = async () => {
      const rows = await deps.sql("SELECT FROM pg_locks WHERE relation = 'webhook_payload'::regclass AND NOT granted");
      return rows.length > 0;
    };
    await expect.poll(isWaiting, { interval: 5, timeout: 5_000 }).toBe(true);
    await expect.poll(isWaiting, { interval: 5, timeout: 5_000 }).toBe(false);
    await reader.query("COMMIT");
    expect(await permitting).toBe("permitted");
  } finally {
    await reader.end();
  }
});
