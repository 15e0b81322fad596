import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { advanceHeadlessLanes } from "#domain/deliveries/advance-lanes.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { listUpcoming } from "#domain/deliveries/list-upcoming.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { getEvent } from "#domain/events/get-event.ts";
import { cancelWaitingDeliveries } from "#domain/recoveries/cancel-waiting-deliveries.ts";
import { continueRecovery } from "#domain/recoveries/continue-recovery.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { dispatchEvents } from "#engine/dispatch/dispatch-events.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import { lookForUndispatched } from "#engine/dispatch/take-undispatched.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addWebhook, findAll, makeDue } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let receiver: Receiver;
let actor: Actor;
let webhook: { id: string };

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  receiver = await startReceiver();
  actor = await database.addTenant();
  webhook = await addWebhook(deps, actor, { url: receiver.url, ordered: true });
  return () => receiver.close();
});

type Sent = { appointmentId?: string; deliverAt?: Date; step: number };

/** Accepts events in one request. */
const accept = async (...events: Sent[]): Promise<string[]> => {
  const accepted = await acceptEvents(
    deps,
    events.map(({ appointmentId, deliverAt, step }) => ({
      tenantId: actor.tenantId,
      externalId: null,
      event: "appointment.created",
      data: { ...(appointmentId === undefined ? {} : { appointmentId }), step },
      timestamp: null,
      ...(deliverAt ? { dueAt: deliverAt } : {}),
    })),
  );
  return accepted.map(({ id }) => id);
};

/** Ends with the last attempt, however slow the machine is. */
const dispatch = (eventIds: readonly string[], process = deps) => dispatchEvents(process, eventIds, STEP_MS);
const STEP_MS = 30_000;

const stepsOf = (appointmentId: string): number[] =>
  receiver.requests.flatMap(({ body }) => {
    const { data } = JSON.parse(body.toString());
    return data.appointmentId === appointmentId ? data.step : [];
  });

/** Deliveries of the tenant, oldest event first. */
const deliveries = async () => (await listDeliveries(deps, actor, { limit: 100 })).data.toReversed();

const placeOf = (deliveryId = "") => ({
  deliveryId,
  subscriptionId: webhook.id,
  tenantId: actor.tenantId,
  host: new URL(receiver.url).host,
});

/** Attempts all that is due until nothing is. */
const drain = async () => {
  const find = async () => (await findAll(deps)).filter(({ subscriptionId }) => subscriptionId === webhook.id);
  for (let due = await find(); due.length > 0; due = await find())
    for (const delivery of due) await attemptDelivery(deps, delivery);
};

/** Lets the endpoint answer 500 to each event whose step is listed. */
const failing = (...steps: number[]) => {
  receiver.answer = ({ body }) => ({ status: steps.includes(JSON.parse(body.toString()).data.step) ? 500 : 200 });
};

const steps = (appointmentId: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({ appointmentId, step: index + 1 }));

describe("events of one appointment", () => {
  it("arrive one after another, in the order of the request, beside those of other appointments", async () => {
    const open = new Map<string, number>();
    let mostOfOne = 0;
    let mostOfAll = 0;
    receiver.answer = async ({ body }) => {
      const { appointmentId } = JSON.parse(body.toString());
      open.set(appointmentId, (open.get(appointmentId) ?? 0) + 1);
      mostOfOne = Math.max(mostOfOne, ...open.values());
      mostOfAll = Math.max(
        mostOfAll,
        [...open.values()].reduce((sum, count) => sum + count, 0),
      );
      await new Promise((resolve) => setImmediate(resolve));
      open.set(appointmentId, (open.get(appointmentId) ?? 0) - 1);
      return { status: 200 };
    };
    const names = ["a", "b", "c", "d", "e"];
    const ids = await accept(
      ...[1, 2, 3, 4, 5].flatMap((step) => names.map((appointmentId) => ({ appointmentId, step }))),
    );
    await dispatch(ids);
    for (const name of names) expect(stepsOf(name)).toEqual([1, 2, 3, 4, 5]);
    expect(mostOfOne).toBe(1);
    expect(mostOfAll).toBeGreaterThan(1);
    const ended = { status: "delivered", attemptCount: 1, waitsFor: null };
    expect(await deliveries()).toMatchObject(Array.from({ length: 25 }, () => ended));
  });

  it("wait while an earlier one is retried, and other appointments do not", async () => {
    failing(1);
    await dispatch(await accept(...steps("a", 3), { appointmentId: "b", step: 2 }));
    expect([stepsOf("a"), stepsOf("b")]).toEqual([[1], [2]]);
    const [first, second, third] = await deliveries();
    expect(first).toMatchObject({ status: "retrying", waitsFor: null });
    for (const waiting of [second, third])
      expect(waiting).toMatchObject({ status: "pending", attemptCount: 0, nextAttemptAt: null, waitsFor: first?.id });
    expect(await getDelivery(deps, actor, { id: third?.id ?? "" })).toMatchObject({ waitsFor: first?.id });
    expect((await listUpcoming(deps, actor, webhook)).next).toMatchObject([
      { id: first?.id },
      { waitsFor: first?.id },
      { waitsFor: first?.id },
    ]);

    failing();
    await makeDue(deps, first?.id ?? "");
    await drain();
    expect(stepsOf("a")).toEqual([1, 1, 2, 3]);
  });

  it("go on after an event that has failed for good", async () => {
    failing(1);
    await dispatch(await accept(...steps("a", 2)));
    const [first] = await deliveries();
    for (let attempt = 2; attempt <= 6; attempt++) {
      expect(stepsOf("a")).not.toContain(2);
      await makeDue(deps, first?.id ?? "");
      await attemptDelivery(deps, placeOf(first?.id));
    }
    // The webhook is paused by now: the next event is its probe.
    await makeDue(deps, first?.id ?? "");
    await drain();
    expect(stepsOf("a")).toEqual([1, 1, 1, 1, 1, 1, 2]);
    expect(await deliveries()).toMatchObject([{ status: "failed" }, { status: "delivered" }]);
  });

  it("are not overtaken by a later one whose batch is dispatched first", async () => {
    const [earlier = "", later = ""] = [
      ...(await accept({ appointmentId: "a", step: 1 })),
      ...(await accept({ appointmentId: "a", step: 2 })),
    ];
    await dispatch([later]);
    expect(stepsOf("a")).toEqual([1, 2]);
    await dispatch([earlier]);
    expect(stepsOf("a")).toEqual([1, 2]);
  });

  it("keep their order when several processes dispatch them at once", async () => {
    const others = [database.asWorker("wrk_2"), database.asWorker("wrk_3")];
    for (let round = 0; round < 5; round++) {
      const ids = await accept(...steps(`a${round}`, 6));
      const batches = [deps, ...others].map((process, index) =>
        dispatch(
          ids.filter((_, place) => place % 3 === 2 - index),
          process,
        ),
      );
      await Promise.all(batches);
      await drain();
      expect(stepsOf(`a${round}`)).toEqual([1, 2, 3, 4, 5, 6]);
    }
  });

  it("count from the time at which a scheduled event falls due, also if no worker runs then", async () => {
    const dueAt = new Date(Date.now() + 60_000);
    const [before = ""] = await accept({ appointmentId: "a", step: 1 });
    const [scheduled = ""] = await accept({ appointmentId: "a", step: 2, deliverAt: dueAt });
    const [after = ""] = await accept({ appointmentId: "a", step: 3 });
    // The second event falls due between the first and the third.
    await deps.sql("UPDATE webhook_event SET created_at = now() - interval '3 seconds' WHERE id = $1", [before]);
    await deps.sql("UPDATE webhook_event SET due_at = now() - interval '2 seconds' WHERE id = $1", [scheduled]);
    await deps.sql("UPDATE webhook_outbox SET due_at = now() - interval '2 seconds' WHERE event_id = $1", [scheduled]);
    await dispatch([after]);
    expect(stepsOf("a")).toEqual([1, 2, 3]);
    const left = (await lookForUndispatched(deps, { limit: 10 })).events;
    expect(left.filter(({ tenantId }) => tenantId === actor.tenantId)).toEqual([]);
    expect(await getEvent(deps, actor, { id: scheduled })).toMatchObject({ status: "accepted" });
  });

  it("do not wait for an event that is scheduled for later", async () => {
    await accept({ appointmentId: "a", step: 1, deliverAt: new Date(Date.now() + 60_000) });
    await dispatch(await accept({ appointmentId: "a", step: 2 }));
    expect(stepsOf("a")).toEqual([2]);
  });
});

describe("an event is unordered", () => {
  it("if it names no resource", async () => {
    failing(1);
    const ids = await accept(...steps("a", 2));
    await deps.sql("UPDATE webhook_event SET resource_id = NULL WHERE id = ANY($1)", [ids]);
    await dispatch(ids);
    expect(stepsOf("a").toSorted()).toEqual([1, 2]);
  });

  it("if it was fanned out before its webhook was ordered: later events do not wait for it", async () => {
    await updateWebhook(deps, actor, { id: webhook.id, changes: { ordered: false } });
    failing(1);
    await dispatch(await accept({ appointmentId: "a", step: 1 }));
    await updateWebhook(deps, actor, { id: webhook.id, changes: { ordered: true } });
    await dispatch(await accept({ appointmentId: "a", step: 2 }));
    await drain();
    expect(stepsOf("a")).toEqual([1, 2]);
  });
});

describe("a resend by hand", () => {
  it("waits for nobody, and no other event waits for it", async () => {
    failing(1);
    await dispatch(await accept(...steps("a", 3)));
    const [first, second] = await deliveries();
    await resendDelivery(deps, actor, { id: second?.id ?? "" });
    await attemptDelivery(deps, placeOf(second?.id));
    expect(stepsOf("a")).toEqual([1, 2]);
    failing();
    await makeDue(deps, first?.id ?? "");
    await drain();
    expect(stepsOf("a")).toEqual([1, 2, 1, 3]);

    await resendDelivery(deps, actor, { id: first?.id ?? "" });
    await dispatch(await accept({ appointmentId: "a", step: 4 }));
    expect(stepsOf("a")).toEqual([1, 2, 1, 3, 4]);
  });

  it("that fails puts the delivery back behind the earlier ones", async () => {
    failing(1, 2);
    await dispatch(await accept(...steps("a", 2)));
    const [first, second] = await deliveries();
    await resendDelivery(deps, actor, { id: second?.id ?? "" });
    await attemptDelivery(deps, placeOf(second?.id));
    const [, back] = await deliveries();
    expect(back).toMatchObject({ status: "retrying", attemptCount: 1, nextAttemptAt: null, waitsFor: first?.id });
    failing();
    await makeDue(deps, first?.id ?? "");
    await drain();
    expect(stepsOf("a")).toEqual([1, 2, 1, 2]);
  });
});

describe("a recovery", () => {
  const recover = async (changes: object = {}) => {
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const { id } = await startRecovery(deps, actor, {
      id: webhook.id,
      since,
      status: ["failed", "canceled"],
      includeMissing: false,
      ...changes,
    });
    for (let next: unknown = true; next; ) {
      await deps.sql("UPDATE webhook_recovery SET due_at = now() WHERE id = $1 AND due_at IS NOT NULL", [id]);
      ({ next } = await continueRecovery(deps, { recoveryId: id }));
    }
  };

  it("keeps the order of canceled events", async () => {
    failing(1);
    await dispatch(await accept(...steps("a", 4)));
    await cancelWaitingDeliveries(deps, actor, webhook);
    failing();
    await recover();
    await drain();
    expect(stepsOf("a")).toEqual([1, 1, 2, 3, 4]);
  });

  it("gives failed events one attempt each, in order", async () => {
    await dispatch(await accept(...steps("a", 3)));
    await deps.sql("UPDATE webhook_delivery SET status = 'failed' WHERE subscription_id = $1", [webhook.id]);
    failing(1, 2, 3);
    await recover();
    await drain();
    expect(stepsOf("a")).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it("delivers events that the webhook never got in order", async () => {
    await updateWebhook(deps, actor, { id: webhook.id, changes: { active: false } });
    await dispatch(await accept(...steps("a", 3)));
    await updateWebhook(deps, actor, { id: webhook.id, changes: { active: true } });
    await recover({ includeMissing: true });
    await drain();
    expect(stepsOf("a")).toEqual([1, 2, 3]);
  });
});

it("a crash between the fan-out and the first attempt leaves nothing behind for long", async () => {
  const { lanes } = await fanOut(deps, await accept(...steps("a", 2)));
  expect(lanes).toHaveLength(2);
  await drain();
  expect(stepsOf("a")).toEqual([]);
  expect(await advanceHeadlessLanes(deps)).toBe(1);
  await drain();
  expect(stepsOf("a")).toEqual([1, 2]);
});

it("webhooks that are not ordered run the same statements as before, and none that knows of lanes", async () => {
  await updateWebhook(deps, actor, { id: webhook.id, changes: { ordered: false } });
  const texts: string[] = [];
  const watched: EngineDeps = {
    ...deps,
    sql: (text, values) => {
      texts.push(text);
      return deps.sql(text, values);
    },
  };
  await dispatch(await accept(...steps("a", 3)), watched);
  // Reads the batch, stores its deliveries, looks at the webhook.
  expect(texts).toHaveLength(3);
  expect(texts.filter((text) => text.includes("order_lane"))).toEqual([]);
  const IN_LANE =
    "SELECT FROM webhook_delivery WHERE subscription_id = $1 AND (order_lane IS NOT NULL OR order_head IS NOT NULL)";
  expect(await deps.sql(IN_LANE, [webhook.id])).toEqual([]);
});
