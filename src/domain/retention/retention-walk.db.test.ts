import { afterAll, beforeAll, expect, it } from "vitest";
import type { Actor, Sql } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { type DeletedRows, deleteExpired, LOCK_KEY, type RetentionPlace } from "#domain/retention/delete-expired.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addEvent, addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let actor: Actor;
let webhookId: string;

beforeAll(async () => {
  database = await testDatabase({ RETENTION_DAYS: "10" });
  deps = database.deps;
  actor = await database.addTenant();
  webhookId = (await addWebhook(deps, actor)).id;
});
afterAll(() => database.close());

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const daysAgo = (days: number, hours = 0) => new Date(Date.now() - days * DAY_MS - hours * HOUR_MS);

const walk = (changes: Partial<EngineDeps> = {}) =>
  deleteExpired({ ...deps, ...changes }, { workMsMax: 60_000, pauseFactor: 0 });

const TABLES = ["webhook_exchange", "webhook_payload", "webhook_attempt", "webhook_delivery", "webhook_event"];
const eachTable = (rows: number) => Object.fromEntries(TABLES.map((table) => [table, rows]));

/** Adds events with one delivery, one attempt and bodies each, past every retention time. */
const addMany = async (count: number, { isWaiting = false } = {}) => {
  const ids = (prefix: "evt" | "dlv" | "att") =>
    Array.from({ length: count }, () => newId(prefix, Date.now() - 33 * DAY_MS));
  const eventIds = ids("evt");
  await deps.sql(
    `WITH n AS (SELECT * FROM unnest($2::text[], $3::text[], $4::text[]) AS n(event_id, delivery_id, attempt_id)),
     event AS (
       INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
       SELECT event_id, $1, 'appointment.created', now() FROM n
     ), payload AS (
       INSERT INTO webhook_payload (event_id, tenant_id, body) SELECT event_id, $1, 'x' FROM n
     ), delivery AS (
       INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, status, due_at)
       SELECT delivery_id, $1, $5, event_id, 'appointment.created', 'delivered', CASE WHEN $6::bool THEN now() END FROM n
     ), attempt AS (
       INSERT INTO webhook_attempt (id, tenant_id, delivery_id, number, trigger, url, started_at)
       SELECT attempt_id, $1, delivery_id, 1, 'automatic', 'x', now() FROM n
     )
     INSERT INTO webhook_exchange (attempt_id, tenant_id, request_headers) SELECT attempt_id, $1, '{}' FROM n`,
    [actor.tenantId, eventIds, ids("dlv"), ids("att"), webhookId, isWaiting],
  );
  return eventIds;
};

const countRows = async () => {
  const counts = await Promise.all(
    TABLES.map((table) => deps.sql<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table}`)),
  );
  return counts.reduce((sum, [row]) => sum + (row?.rows ?? 0), 0);
};

it("retention passes waiting events and deletes the others, at most 1,000 rows a batch and none by cascade", async () => {
  const waiting = await addMany(1_200, { isWaiting: true });
  await addMany(1_100);
  const before = await countRows();
  const batches: number[] = [];
  const sql: Sql = async <Row extends object>(text: string, values?: readonly unknown[]) => {
    const rows = await deps.sql<Row>(text, values);
    for (const row of rows) if ("deleted" in row) batches.push(Number(row.deleted));
    return rows;
  };
  expect(await walk({ sql })).toEqual({ deleted: eachTable(1_100), next: null });
  expect(before - (await countRows())).toBe(5 * 1_100);
  expect(Math.max(...batches)).toBeLessThanOrEqual(1_000);
  expect((await walk()).deleted).toEqual({});
  expect(await deps.db.webhookExchange.count({ where: { attempt: { delivery: { eventId: { in: waiting } } } } })).toBe(
    1_200,
  );
  await deps.sql("UPDATE webhook_delivery SET due_at = NULL");
  expect((await walk()).deleted).toEqual(eachTable(1_200));
});

it("retention ends when its time is up, and the next run continues from there", async () => {
  await addMany(1_300);
  expect(await deleteExpired(deps, { workMsMax: 0 })).toEqual({
    deleted: {},
    next: { table: "webhook_exchange", after: "" },
  });
  const places: RetentionPlace[] = [];
  const deleted: Record<string, number> = {};
  for (let from: RetentionPlace | null | undefined; from !== null; ) {
    const run: DeletedRows = await deleteExpired(deps, { from: from ?? null, workMsMax: 1, pauseFactor: 0 });
    for (const [table, rows] of Object.entries(run.deleted)) deleted[table] = (deleted[table] ?? 0) + rows;
    from = run.next;
    if (from) places.push(from);
  }
  expect(deleted).toEqual(eachTable(1_300));
  // How far a millisecond reaches depends on the machine: a slow one may stay at its place.
  expect(places.length).toBeGreaterThan(0);
});

it("two retention runs at once delete each row once, and the next run finds the rest", async () => {
  await addMany(1_300);
  const other = database.asWorker("wrk_other");
  const results = await Promise.all([walk(), walk({ sql: other.sql })]);
  results.push(await walk());
  for (const table of TABLES)
    expect([table, results.reduce((sum, { deleted }) => sum + (deleted[table] ?? 0), 0)]).toEqual([table, 1_300]);
});

it("retention ends at once while another process runs it", async () => {
  await addMany(1);
  const lock = deps.db.$transaction(async (transaction) => {
    await transaction.$queryRawUnsafe(`SELECT 1 FROM (SELECT pg_advisory_xact_lock(${LOCK_KEY})) AS locked`);
    return deleteExpired(deps, { workMsMax: 60_000 });
  });
  expect(await lock).toEqual({ deleted: {}, next: null });
  expect((await walk()).deleted).toEqual(eachTable(1));
});

it("retention keeps waiting emails and recoveries; finished ones, sessions and consumed nonces go after three retention times", async () => {
  const outboxes: string[] = [];
  for (const at of [daysAgo(31), daysAgo(31), daysAgo(29)])
    outboxes.push(await addEvent(deps, actor, { hasPayload: false }, at));
  const recoveries = [daysAgo(31), daysAgo(31), daysAgo(29)].map((at) => newId("rec", at.getTime()));
  const waits = (index: number) => index === 1;
  await deps.db.emailOutbox.createMany({
    data: outboxes.map((eventId, i) => ({
      eventId,
      tenantId: actor.tenantId,
      dueAt: waits(i) ? new Date(Date.now() + HOUR_MS) : null,
    })),
  });
  await deps.db.webhookRecovery.createMany({
    data: recoveries.map((id, i) => ({
      id,
      tenantId: actor.tenantId,
      subscriptionId: webhookId,
      since: daysAgo(35),
      until: daysAgo(34),
      includeMissing: false,
      total: 0,
      requestedBy: "user_1",
      dueAt: waits(i) ? new Date() : null,
      endedAt: waits(i) ? null : new Date(),
    })),
  });
  await deps.db.user.create({ data: { id: "usr_1", tenantId: actor.tenantId, name: "A", email: "a@example.com" } });
  await deps.db.session.createMany({
    data: [31, 29].map((days) => ({ id: `s${days}`, userId: "usr_1", token: `t${days}`, expiresAt: daysAgo(days) })),
  });
  await deps.db.verification.createMany({
    data: [31, 29].map((days) => ({ id: `v${days}`, identifier: "a", value: "b", expiresAt: daysAgo(days) })),
  });
  await deps.db.portalSession.createMany({
    data: [31, 29].map((days) => ({
      id: `p${days}`,
      tenantId: actor.tenantId,
      subject: "ada",
      role: "admin",
      tokenHash: `h${days}`,
      createdAt: daysAgo(days),
      seenAt: daysAgo(days),
      expiresAt: daysAgo(days),
    })),
  });
  await deps.db.memberInvite.createMany({
    data: [2, 0].map((days) => ({
      id: `i${days}`,
      tenantId: actor.tenantId,
      email: `${days}@example.com`,
      role: "viewer",
      tokenHash: `i${days}`,
      invitedBy: "usr_1",
      createdAt: daysAgo(9),
      expiresAt: daysAgo(days),
    })),
  });
  await deps.db.usedOnce.createMany({ data: [31, 29].map((days) => ({ id: `o${days}`, expiresAt: daysAgo(days) })) });

  expect((await walk()).deleted).toEqual({
    email_outbox: 1,
    webhook_event: 1,
    webhook_recovery: 1,
    member_invite: 1,
    session: 1,
    portal_session: 1,
    verification: 1,
    used_once: 1,
  });
  expect((await deps.db.emailOutbox.findMany()).map(({ eventId }) => eventId)).toEqual(outboxes.slice(1));
  expect((await deps.db.webhookRecovery.findMany()).map(({ id }) => id)).toEqual(recoveries.slice(1));
  expect(await deps.db.session.findMany({ select: { id: true } })).toEqual([{ id: "s29" }]);
  expect(await deps.db.portalSession.findMany({ select: { id: true } })).toEqual([{ id: "p29" }]);
  expect(await deps.db.verification.findMany({ select: { id: true } })).toEqual([{ id: "v29" }]);
  expect(await deps.db.memberInvite.findMany({ select: { id: true } })).toEqual([{ id: "i0" }]);
  expect(await deps.db.usedOnce.findMany({ select: { id: true } })).toEqual([{ id: "o29" }]);
});

it("deletes figures by their step, those of the sandbox after 7 days, and goes on until none is old", async () => {
  const { tenantId } = actor;
  const at = (step: number, mode: "live" | "test", age: Date) => ({ tenantId, mode, step, webhookId: "", at: age });
  const kept = [
    at(1, "live", daysAgo(1, 23)),
    at(60, "live", daysAgo(89, 23)),
    at(1440, "live", daysAgo(89, 23)),
    at(60, "test", daysAgo(6, 23)),
  ];
  const old = [
    at(1, "live", daysAgo(2, 1)),
    at(60, "live", daysAgo(90, 1)),
    at(1440, "live", daysAgo(90, 1)),
    at(60, "test", daysAgo(7, 1)),
  ];
  const many = Array.from({ length: 300 }, (_, minute) =>
    at(1, "live", new Date(daysAgo(3).getTime() - minute * 60_000)),
  );
  const rows = [...kept, ...old, ...many];
  await deps.db.webhookFigure.createMany({ data: rows.map((row) => ({ ...row, event: "" })) });
  const cause = { cause: "timeout", count: 1, lastAt: new Date() };
  await deps.db.webhookCause.createMany({ data: rows.map((row) => ({ ...row, ...cause })) });
  const { deleted } = await walk();
  expect(deleted).toMatchObject({ webhook_figure: 304, webhook_cause: 304 });
  const keysOf = (left: readonly { step: number; mode: string; at: Date }[]) =>
    left.map((row) => `${row.mode} ${row.step} ${row.at.toISOString()}`).sort();
  const where = { where: { tenantId } };
  expect(keysOf(await deps.db.webhookFigure.findMany(where))).toEqual(keysOf(kept));
  expect(keysOf(await deps.db.webhookCause.findMany(where))).toEqual(keysOf(kept));
});
