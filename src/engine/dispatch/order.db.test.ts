import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { advanceHeadlessLanes } from "#domain/deliveries/advance-lanes.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { listUpcoming } from "#domain/deliveries/list-upcoming.ts";
import { getEvent } from "#domain/events/get-event.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { shareCommits } from "#engine/accept/share-commits.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import { lookForUndispatched } from "#engine/dispatch/take-undispatched.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type OrderedWebhook, orderedWebhook, steps } from "#tests/ordered-webhook.ts";
import { makeDue } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let salon: OrderedWebhook;

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  salon = await orderedWebhook(database);
  return () => salon.receiver.close();
});

describe("events of one appointment", () => {
  it("arrive one after another, in the order of the request, beside those of other appointments", async () => {
    const open = new Map<string, number>();
    let mostOfOne = 0;
    let mostOfAll = 0;
    salon.receiver.answer = async ({ body }) => {
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
    const ids = await salon.accept(
      ...[1, 2, 3, 4, 5].flatMap((step) => names.map((appointmentId) => ({ appointmentId, step }))),
    );
    await salon.dispatch(ids);
    for (const name of names) expect(salon.stepsOf(name)).toEqual([1, 2, 3, 4, 5]);
    expect(mostOfOne).toBe(1);
    expect(mostOfAll).toBeGreaterThan(1);
    const ended = { status: "delivered", attemptCount: 1, waitsFor: null };
    expect(await salon.deliveries()).toMatchObject(Array.from({ length: 25 }, () => ended));
  });

  it("wait while an earlier one is retried, and other appointments do not", async () => {
    salon.failing(1);
    await salon.dispatch(await salon.accept(...steps("a", 3), { appointmentId: "b", step: 2 }));
    expect([salon.stepsOf("a"), salon.stepsOf("b")]).toEqual([[1], [2]]);
    const [first, second, third] = await salon.deliveries();
    expect(first).toMatchObject({ status: "retrying", waitsFor: null });
    for (const waiting of [second, third])
      expect(waiting).toMatchObject({ status: "pending", attemptCount: 0, nextAttemptAt: null, waitsFor: first?.id });
    expect(await getDelivery(deps, salon.actor, { id: third?.id ?? "" })).toMatchObject({ waitsFor: first?.id });
    expect((await listUpcoming(deps, salon.actor, salon.webhook)).next).toMatchObject([
      { id: first?.id },
      { waitsFor: first?.id },
      { waitsFor: first?.id },
    ]);

    salon.failing();
    await makeDue(deps, first?.id ?? "");
    await salon.drain();
    expect(salon.stepsOf("a")).toEqual([1, 1, 2, 3]);
  });

  it("go on after an event that has failed for good", async () => {
    salon.failing(1);
    await salon.dispatch(await salon.accept(...steps("a", 2)));
    const [first] = await salon.deliveries();
    for (let attempt = 2; attempt <= 6; attempt++) {
      expect(salon.stepsOf("a")).not.toContain(2);
      await makeDue(deps, first?.id ?? "");
      await attemptDelivery(deps, salon.placeOf(first?.id));
    }
    // The webhook is paused by now: the next event is its probe.
    await makeDue(deps, first?.id ?? "");
    await salon.drain();
    expect(salon.stepsOf("a")).toEqual([1, 1, 1, 1, 1, 1, 2]);
    expect(await salon.deliveries()).toMatchObject([{ status: "failed" }, { status: "delivered" }]);
  });

  it("are not overtaken by a later one whose batch is dispatched first", async () => {
    const [earlier = "", later = ""] = [
      ...(await salon.accept({ appointmentId: "a", step: 1 })),
      ...(await salon.accept({ appointmentId: "a", step: 2 })),
    ];
    await salon.dispatch([later]);
    expect(salon.stepsOf("a")).toEqual([1, 2]);
    await salon.dispatch([earlier]);
    expect(salon.stepsOf("a")).toEqual([1, 2]);
  });

  it("keep their order when several processes dispatch them at once", async () => {
    const others = [database.asWorker("wrk_2"), database.asWorker("wrk_3")];
    for (let round = 0; round < 5; round++) {
      const ids = await salon.accept(...steps(`a${round}`, 6));
      const batches = [deps, ...others].map((process, index) =>
        salon.dispatch(
          ids.filter((_, place) => place % 3 === 2 - index),
          process,
        ),
      );
      await Promise.all(batches);
      await salon.drain();
      expect(salon.stepsOf(`a${round}`)).toEqual([1, 2, 3, 4, 5, 6]);
    }
  });

  it("count from the time at which a scheduled event falls due, also if no worker runs then", async () => {
    const dueAt = new Date(Date.now() + 60_000);
    const [before = ""] = await salon.accept({ appointmentId: "a", step: 1 });
    const [scheduled = ""] = await salon.accept({ appointmentId: "a", step: 2, deliverAt: dueAt });
    const [after = ""] = await salon.accept({ appointmentId: "a", step: 3 });
    // The second event falls due between the first and the third.
    await deps.sql("UPDATE webhook_event SET created_at = now() - interval '3 seconds' WHERE id = $1", [before]);
    await deps.sql("UPDATE webhook_event SET due_at = now() - interval '2 seconds' WHERE id = $1", [scheduled]);
    await deps.sql("UPDATE webhook_outbox SET due_at = now() - interval '2 seconds' WHERE event_id = $1", [scheduled]);
    await salon.dispatch([after]);
    expect(salon.stepsOf("a")).toEqual([1, 2, 3]);
    const left = (await lookForUndispatched(deps, { limit: 10 })).events;
    expect(left.filter(({ tenantId }) => tenantId === salon.actor.tenantId)).toEqual([]);
    expect(await getEvent(deps, salon.actor, { id: scheduled })).toMatchObject({ status: "accepted" });
  });

  it("do not wait for an event that is scheduled for later", async () => {
    await salon.accept({ appointmentId: "a", step: 1, deliverAt: new Date(Date.now() + 60_000) });
    await salon.dispatch(await salon.accept({ appointmentId: "a", step: 2 }));
    expect(salon.stepsOf("a")).toEqual([2]);
  });
});

it("events are numbered in the order of their array, whatever their ids, also when requests share a commit", async () => {
  const store = shareCommits(deps);
  const requests = ["c", "b", "a"].map((request) =>
    acceptEvents(
      deps,
      [9, 5, 7, 1].map((step) => ({
        tenantId: salon.actor.tenantId,
        externalId: `${request}${step}`,
        event: "appointment.created",
        data: { appointmentId: "a", step },
        timestamp: null,
      })),
      { store },
    ),
  );
  for (const accepted of await Promise.all(requests)) {
    const rows = await deps.db.webhookEvent.findMany({
      select: { id: true },
      where: { id: { in: accepted.map(({ id }) => id) } },
      orderBy: { orderNo: "asc" },
    });
    expect(rows.map(({ id }) => id)).toEqual(accepted.map(({ id }) => id));
  }
});

describe("an event is unordered", () => {
  it("if it names no resource", async () => {
    salon.failing(1);
    const ids = await salon.accept(...steps("a", 2));
    await deps.sql("UPDATE webhook_event SET resource_id = NULL WHERE id = ANY($1)", [ids]);
    await salon.dispatch(ids);
    expect(salon.stepsOf("a").toSorted()).toEqual([1, 2]);
  });

  it("if it was fanned out before its webhook was ordered: later events do not wait for it", async () => {
    await updateWebhook(deps, salon.actor, { id: salon.webhook.id, changes: { ordered: false } });
    salon.failing(1);
    await salon.dispatch(await salon.accept({ appointmentId: "a", step: 1 }));
    await updateWebhook(deps, salon.actor, { id: salon.webhook.id, changes: { ordered: true } });
    await salon.dispatch(await salon.accept({ appointmentId: "a", step: 2 }));
    await salon.drain();
    expect(salon.stepsOf("a")).toEqual([1, 2]);
  });
});

it("a crash between the fan-out and the first attempt leaves nothing behind for long", async () => {
  const { lanes } = await fanOut(deps, await salon.accept(...steps("a", 2)));
  expect(lanes).toHaveLength(2);
  await salon.drain();
  expect(salon.stepsOf("a")).toEqual([]);
  expect(await advanceHeadlessLanes(deps)).toBe(1);
  await salon.drain();
  expect(salon.stepsOf("a")).toEqual([1, 2]);
});

it("webhooks that are not ordered run the same statements as before, and none that knows of lanes", async () => {
  await updateWebhook(deps, salon.actor, { id: salon.webhook.id, changes: { ordered: false } });
  const texts: string[] = [];
  const watched: EngineDeps = {
    ...deps,
    sql: (text, values) => {
      texts.push(text);
      return deps.sql(text, values);
    },
  };
  await salon.dispatch(await salon.accept(...steps("a", 3)), watched);
  // Reads the batch, stores its deliveries, and looks at the webhook again if that took long.
  expect([2, 3]).toContain(texts.length);
  expect(texts.filter((text) => text.includes("order_lane"))).toEqual([]);
  const IN_LANE =
    "SELECT FROM webhook_delivery WHERE subscription_id = $1 AND (order_lane IS NOT NULL OR order_head IS NOT NULL)";
  expect(await deps.sql(IN_LANE, [salon.webhook.id])).toEqual([]);
});
