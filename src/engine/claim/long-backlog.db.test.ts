import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { claimDeliveries } from "#engine/claim/claim-deliveries.ts";
import { createDueFinder } from "#engine/claim/find-due-deliveries.ts";
import { takeUnannounced } from "#engine/claim/take-deliveries.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { releaseRuns } from "#engine/retry/assign-runs.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addDueDeliveries, addWebhook, findAll } from "#tests/seed-deliveries.ts";

// More deliveries are due than a window holds, so the search walks from webhook to webhook.
const LONG = 600;

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
  return () => deps.sql("UPDATE webhook_delivery SET due_at = NULL, lease_token = NULL");
});

const idsOf = (rows: readonly { deliveryId: string }[]) => rows.map(({ deliveryId }) => deliveryId);

/** Opens the breaker of a webhook with a long backlog. Its next probe is due. */
const paused = async () => {
  const webhook = await addWebhook(deps, actor);
  const due = idsOf(await addDueDeliveries(deps, actor, webhook, LONG));
  await deps.sql(
    "UPDATE webhook_subscription SET consecutive_failures = 5, failing_since = now(), probes = 0, gate_at = now() WHERE id = $1",
    [webhook.id],
  );
  return { webhook, due };
};

const resent = (deliveryIds: readonly string[], by: string) =>
  deps.sql(
    "UPDATE webhook_delivery SET status = 'failed', next_trigger = 'manual', requested_by = $2 WHERE id = ANY($1)",
    [deliveryIds, by],
  );

it("the backlog of one webhook never fills the answer of a search", async () => {
  const [busy, quiet, last] = [
    await addWebhook(deps, actor),
    await addWebhook(deps, actor),
    await addWebhook(deps, actor),
  ];
  await addDueDeliveries(deps, actor, busy, 1_200);
  const wanted = [
    ...(await addDueDeliveries(deps, actor, quiet, 1)),
    ...(await addDueDeliveries(deps, actor, last, 1)),
  ];
  const found = await findAll(deps);
  expect(idsOf(found)).toEqual(expect.arrayContaining(idsOf(wanted)));
  expect(found).toHaveLength(12);
  // Small answers reach every webhook in turns.
  const find = createDueFinder(deps);
  const seen = new Set<string>();
  for (let look = 0; look < 10; look++)
    for (const { subscriptionId } of (await find({ limit: 5 })).found) seen.add(subscriptionId);
  expect(seen).toEqual(expect.objectContaining(new Set([busy.id, quiet.id, last.id])));
});

it("a paused webhook is probed with its oldest delivery, also during a recovery", async () => {
  const { due } = await paused();
  await resent(due.slice(300, 303), "rec_1");
  const found = idsOf((await createDueFinder(deps)({ limit: 8 })).found);
  expect(found).toEqual(due.slice(0, 1));
  expect(idsOf(await claimDeliveries(deps, found))).toEqual(found);
});

it("a paused webhook is probed with a manual resend before its backlog and a recovery", async () => {
  const { due, webhook } = await paused();
  // A manual resend of a delivery that the recovery has queued.
  await resent([...due.slice(0, 3), ...due.slice(400, 401)], "rec_1");
  await deps.sql("UPDATE webhook_subscription SET gate_at = now() + interval '1 hour' WHERE id = $1", [webhook.id]);
  await resendDelivery(deps, actor, { id: due[400] ?? "" });
  await expect(resendDelivery(deps, actor, { id: due[400] ?? "" })).rejects.toMatchObject({ code: "conflict" });
  const found = idsOf((await createDueFinder(deps)({ limit: 8 })).found);
  expect(found).toEqual(due.slice(400, 401));
  expect(idsOf(await claimDeliveries(deps, found))).toEqual(found);
});

it("a webhook has one shared run at a time, and the next run takes deliveries that did not begin", async () => {
  const webhook = await addWebhook(deps, actor);
  const due = idsOf(await addDueDeliveries(deps, actor, webhook, LONG));
  const announced = async () => {
    const { own, backlog } = await takeUnannounced(deps, { limit: LONG });
    expect(own).toEqual([]);
    return idsOf(backlog).sort();
  };
  expect(await announced()).toEqual(due.slice(0, 50));
  expect(await announced()).toEqual([]);
  await deps.sql("UPDATE webhook_delivery SET due_at = NULL WHERE id = ANY($1)", [due.slice(0, 40)]);
  await releaseRuns(deps, due.slice(40, 50));
  expect(await announced()).toEqual(due.slice(40, 90));
});

it("a lost announcement is repeated with a higher generation", async () => {
  const webhook = await addWebhook(deps, actor);
  await addDueDeliveries(deps, actor, webhook, LONG);
  const generations = async () =>
    (await takeUnannounced(deps, { limit: LONG })).backlog.map(({ generation }) => generation);
  expect(new Set(await generations())).toEqual(new Set([1]));
  const passTime =
    "UPDATE webhook_delivery SET due_at = due_at - interval '1 hour', announced_at = announced_at - interval '1 hour'";
  await deps.sql(`${passTime} WHERE subscription_id = $1`, [webhook.id]);
  expect(new Set(await generations())).toEqual(new Set([2]));
});
