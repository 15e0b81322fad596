import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { createDueFinder } from "#engine/claim/find-due-deliveries.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { assignRuns, OWN_RUNS_MAX, releaseRuns } from "#engine/retry/assign-runs.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addDueDeliveries, addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let actor: Actor;

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  actor = await database.addTenant();
});

type Named = { deliveryId: string };
const idsOf = (rows: readonly Named[]) => rows.map(({ deliveryId }) => deliveryId);

/** Adds a webhook with due deliveries, the oldest first. */
const dueOf = async (count: number) => {
  const webhook = await addWebhook(deps, actor);
  return { webhook, due: await addDueDeliveries(deps, actor, webhook, count) };
};

const runsOf = async ({ id }: { id: string }) => {
  const rows = await deps.sql<{ ownRun: number }>(
    `SELECT own_run AS "ownRun" FROM webhook_delivery
     WHERE subscription_id = $1 AND own_run IS NOT NULL AND due_at IS NOT NULL ORDER BY own_run`,
    [id],
  );
  return rows.map(({ ownRun }) => ownRun);
};

const end = (deliveries: readonly Named[]) =>
  deps.sql("UPDATE webhook_delivery SET due_at = NULL WHERE id = ANY($1)", [idsOf(deliveries)]);

describe("a webhook has at most 20 deliveries with a run of their own", () => {
  it("the oldest due deliveries get runs, and a final delivery frees its run", async () => {
    const { webhook, due } = await dueOf(30);
    expect(idsOf(await assignRuns(deps, due.slice(0, 5)))).toEqual(idsOf(due.slice(0, 5)));
    expect(idsOf(await assignRuns(deps, due)).sort()).toEqual(idsOf(due.slice(0, OWN_RUNS_MAX)).sort());
    await end(due.slice(3, 7));
    expect(idsOf(await assignRuns(deps, due.slice(20)))).toEqual(idsOf(due.slice(20, 24)));
    expect(await runsOf(webhook)).toEqual(Array.from({ length: OWN_RUNS_MAX }, (_, n) => n + 1));
  });

  it("concurrent processes never give more than 20 runs", async () => {
    const { webhook, due } = await dueOf(60);
    const others = [deps, database.asWorker("wrk_2"), database.asWorker("wrk_3")];
    const assigned = await Promise.all(
      Array.from({ length: 6 }, (_, n) => assignRuns(others[n % 3] ?? deps, due.slice(n * 10, n * 10 + 10))),
    );
    const runs = await runsOf(webhook);
    expect(assigned.flat()).toHaveLength(runs.length);
    expect(runs.length).toBeLessThanOrEqual(OWN_RUNS_MAX);
    expect(new Set(runs).size).toBe(runs.length);
    expect(runs.length).toBeGreaterThanOrEqual(10);
  });

  it("a delivery with a run keeps it, with its generation", async () => {
    const { due } = await dueOf(1);
    await deps.sql("UPDATE webhook_delivery SET generation = 3 WHERE id = ANY($1)", [idsOf(due)]);
    const kept = [{ ...due[0], generation: 3 }];
    expect(await assignRuns(deps, due)).toEqual(kept);
    expect(await assignRuns(deps, due)).toEqual(kept);
  });

  it("a final delivery has no run, and a released delivery frees its run", async () => {
    const { webhook, due } = await dueOf(2);
    await assignRuns(deps, due);
    await end(due.slice(0, 1));
    expect(idsOf(await assignRuns(deps, due))).toEqual(idsOf(due.slice(1)));
    await releaseRuns(deps, idsOf(due));
    expect(await runsOf(webhook)).toEqual([]);
  });

  it.each([
    ["paused", "probes = 0, gate_at = now() + interval '1 minute'"],
    ["limited", "rate_limit_per_second = 5"],
    ["draining a backlog", "draining_until = now() + interval '1 minute'"],
  ])("a webhook that is %s has none, and what had one loses it", async (_, change) => {
    const { webhook, due } = await dueOf(4);
    const other = await dueOf(1);
    await assignRuns(deps, due.slice(0, 2));
    await deps.sql(`UPDATE webhook_subscription SET ${change} WHERE id = $1`, [webhook.id]);
    expect(idsOf(await assignRuns(deps, [...due, ...other.due]))).toEqual(idsOf(other.due));
    expect(await runsOf(webhook)).toEqual([]);
  });
});

describe("the search for due deliveries", () => {
  const found = async (asked: "own" | "backlog", { id }: { id: string }) =>
    (await createDueFinder(deps, { limitMax: 1_000, perWebhook: { own: 100, backlog: 100 } })({})).found.filter(
      ({ kind, subscriptionId }) => kind === asked && subscriptionId === id,
    );

  it("returns all deliveries for own runs while they fit, else all for the shared run", async () => {
    const { webhook, due } = await dueOf(OWN_RUNS_MAX);
    expect(idsOf(await found("own", webhook))).toEqual(idsOf(due));
    expect(await found("backlog", webhook)).toEqual([]);

    const more = await addDueDeliveries(deps, actor, webhook, 1);
    expect(await found("own", webhook)).toEqual([]);
    expect(idsOf(await found("backlog", webhook)).sort()).toEqual(idsOf([...due, ...more]).sort());
  });

  it("returns deliveries with a run for that run, and the others for the shared run", async () => {
    const { webhook, due } = await dueOf(OWN_RUNS_MAX + 10);
    const own = await assignRuns(deps, due.slice(5, 8));
    expect(idsOf(await found("own", webhook))).toEqual(idsOf(own));
    expect(await found("backlog", webhook)).toHaveLength(OWN_RUNS_MAX + 10 - 3);
  });

  it("returns all deliveries of a limited webhook for the shared run", async () => {
    const { webhook, due } = await dueOf(3);
    await assignRuns(deps, due);
    await deps.sql("UPDATE webhook_subscription SET rate_limit_per_second = 5 WHERE id = $1", [webhook.id]);
    expect(await found("own", webhook)).toEqual([]);
    expect(idsOf(await found("backlog", webhook))).toEqual(idsOf(due));
  });
});
