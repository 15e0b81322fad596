import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DatabaseClient } from "#database/database-client.ts";
import { missingSettings, SESSION_SETTINGS } from "#database/session-settings.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { deliverOneEvent } from "#tests/deliver-one-event.ts";
import { query } from "#tests/processes/query.ts";
import { EMBEDDED_ROLES } from "./database-urls.ts";

/** The value of each setting that would harm us most. */
const PERVERSE: Record<keyof typeof SESSION_SETTINGS, string> = {
  jit: "on",
  enable_seqscan: "on",
  plan_cache_mode: "force_custom_plan",
  default_transaction_isolation: "serializable",
  DateStyle: "German, YMD",
  IntervalStyle: "sql_standard",
  TimeZone: "Asia/Kolkata",
  bytea_output: "escape",
  standard_conforming_strings: "off",
  extra_float_digits: "-15",
};

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  const name = new URL(database.url).pathname.slice(1);
  const targets = [
    `DATABASE ${name}`,
    ...Object.values(EMBEDDED_ROLES).map((role) => `ROLE ${role} IN DATABASE ${name}`),
  ];
  for (const target of targets)
    for (const [setting, value] of Object.entries(PERVERSE))
      await query(database.url, `ALTER ${target} SET ${setting} = '${value}'`);
});
afterAll(() => database.close());

const missingFor = async (client: pg.Client) => {
  await client.connect();
  try {
    return await missingSettings(async (text, values) => (await client.query(text, values)).rows);
  } finally {
    await client.end();
  }
};

it("a session of another client lacks the settings, and the warning has the SQL that gives them to the role", async () => {
  const missing = await missingFor(new pg.Client({ connectionString: database.urls.app }));
  expect(missing).toEqual(
    Object.entries(SESSION_SETTINGS).map(([name, value]) => `ALTER ROLE bellhop_app SET ${name} = '${value}'`),
  );
});

it.each(["owner", "app", "engine"] as const)("a session of ours as %s has what the code relies on", async (role) => {
  expect(await missingFor(new DatabaseClient({ connectionString: database.urls[role] }))).toEqual([]);
});

it("an event passes unchanged through a database and roles with other settings", async () => {
  const { deps } = database;
  const data = {
    appointmentId: "C:\\new\\table\\000 ' ü 🎈",
    price: 0.1 + 0.2,
    startTime: "2026-12-01T10:00:00+05:30",
  };
  const before = Date.now();
  const { delivery, received } = await deliverOneEvent(deps, await database.addTenant(), data);
  expect(JSON.parse(received.body.toString())).toMatchObject({ data });
  expect(JSON.parse(delivery.body ?? "")).toMatchObject({ data });
  for (const instant of [delivery.createdAt, delivery.deliveredAt]) {
    expect(Date.parse(instant ?? "")).toBeGreaterThanOrEqual(before - 1_000);
    expect(Date.parse(instant ?? "")).toBeLessThanOrEqual(Date.now() + 1_000);
  }
  const sql =
    "SELECT '2026-12-01 10:00:00+00'::timestamptz AS at, interval '1 day 2 hours' AS wait, '\\d' AS text, 0.1::float8 AS tenth";
  expect(await deps.sql(sql)).toEqual([
    { at: new Date("2026-12-01T10:00:00Z"), wait: { days: 1, hours: 2 }, text: "\\d", tenth: 0.1 },
  ]);
  expect(await deps.sql("SELECT '\\x00ff'::bytea AS bytes")).toEqual([{ bytes: Buffer.from([0, 255]) }]);
});
