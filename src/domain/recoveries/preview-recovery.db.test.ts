import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Actor, Deps } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { countMissed } from "#domain/recoveries/count-missed.ts";
import { previewRecovery } from "#domain/recoveries/preview-recovery.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let actor: Actor;
let id: string;
beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  actor = await database.addTenant();
  ({ id } = await addWebhook(deps, actor));
});

const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR_MS);
const asked = { since: hoursAgo(10).toISOString(), status: ["failed" as const], includeMissing: false };

const SCAN = 5_000;
/** Adds `count` failed deliveries of the last hour and as many events without a delivery. */
const fill = (count: number) => {
  const now = Date.now();
  const ids = (prefix: "evt" | "dlv") => Array.from({ length: count }, (_, n) => newId(prefix, now - HOUR_MS + n * 10));
  return deps.sql(
    `WITH event AS (
       INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
       SELECT id, $1, 'appointment.created', now() FROM unnest($3::text[] || $5::text[]) id RETURNING id
     ), payload AS (
       INSERT INTO webhook_payload (event_id, tenant_id, body) SELECT id, $1, '{}' FROM event
     )
     INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, status)
     SELECT d.id, $1, $2, d.event_id, 'appointment.created', CASE WHEN d.n % 2 = 1 THEN 'failed' ELSE 'delivered' END
     FROM unnest($4::text[], $3::text[]) WITH ORDINALITY AS d(id, event_id, n)`,
    [actor.tenantId, id, ids("evt"), ids("dlv"), ids("evt")],
  );
};
/** Records how many rows each statement reads. */
const watched = (seen: number[]): EngineDeps => {
  const sql: Deps["sql"] = async <Row extends object>(text: string, values?: readonly unknown[]) => {
    const rows = await deps.sql<Row>(text, values);
    for (const row of rows) if ("seen" in row) seen.push(Number(row.seen));
    return rows;
  };
  return { ...deps, sql, tenantDatabase: () => ({ db: deps.db, sql }) };
};

it("a preview is exact over more rows than one statement reads", async () => {
  await fill(SCAN + 2);
  const seen: number[] = [];
  const { count } = await previewRecovery(watched(seen), actor, { id, ...asked, includeMissing: true });
  expect(count).toBe((SCAN + 2) / 2 + SCAN + 2);
  expect(seen.toSorted()).toEqual([2, SCAN, SCAN, SCAN, 4].toSorted());
});

it("a preview says when there is too much to count, and the dashboard says that there is more", async () => {
  await fill(SCAN + 2);
  await updateWebhook({ ...deps, clock: () => hoursAgo(2) }, actor, { id, changes: { active: false } });
  const slow = (ms: number): EngineDeps => {
    let now = Date.now();
    return {
      ...deps,
      clock: () => {
        now += ms;
        return new Date(now);
      },
    };
  };
  const refused = { code: "invalid", errors: [{ path: "since" }] };
  await expect(previewRecovery(slow(19_000), actor, { id, ...asked })).rejects.toMatchObject(refused);
  const missed = await countMissed(slow(400), actor, { id });
  expect(missed.isMore).toBe(true);
  expect(missed.count).toBeGreaterThan(0);
  expect(missed.count).toBeLessThan(SCAN + 2);
  expect(await countMissed(slow(0), actor, { id })).toMatchObject({ count: SCAN + 2, isMore: false });
});
