import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import { releaseLeases } from "#engine/claim/release-leases.ts";
import { dispatchEvents } from "#engine/dispatch/dispatch-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { type Receiver, startReceiver } from "#tests/receiver.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

let database: TestDatabase;
let deps: EngineDeps;
let receiver: Receiver;
let actor: Actor;
let webhook: { id: string; secret: string };

beforeAll(async () => {
  database = await testDatabase();
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  receiver = await startReceiver();
  actor = await database.addTenant();
  webhook = await addWebhook(deps, actor, { url: receiver.url });
  return () => receiver.close();
});

const accepted = async (count: number, data: object = {}) => {
  const events = Array.from({ length: count }, () => ({
    tenantId: actor.tenantId,
    externalId: null,
    event: "appointment.created",
    data: { appointmentId: "abc123", ...data },
    timestamp: null,
  }));
  return (await acceptEvents(deps, events)).map(({ id }) => id);
};

const deliveries = async () => (await listDeliveries(deps, actor, { limit: 100 })).data;
const details = async () => Promise.all((await deliveries()).map(({ id }) => getDelivery(deps, actor, { id })));

/** Fails the first statement that contains `text`, as an unavailable database does. `isRun`: only its answer is lost. */
const failingOnce = (text: string, { isRun = false } = {}): EngineDeps => {
  let isAway = true;
  return {
    ...deps,
    sql: async (statement, values) => {
      if (!isAway || !statement.includes(text)) return deps.sql(statement, values);
      isAway = false;
      if (isRun) await deps.sql(statement, values);
      throw Object.assign(new Error("away"), { code: "ECONNREFUSED" });
    },
  };
};

describe("a batch of events", () => {
  it("is delivered, and no delivery is left to announce", async () => {
    expect(await dispatchEvents(deps, await accepted(30))).toEqual({ attempted: 30, own: [], backlog: [] });
    const ended = {
      status: "delivered",
      attemptCount: 1,
      attempts: [{ number: 1, trigger: "automatic", error: null }],
    };
    for (const delivery of await details()) expect(delivery).toMatchObject(ended);
    expect(receiver.requests).toHaveLength(30);
  });

  it("is sent once, also when several processes dispatch it at once", async () => {
    const eventIds = await accepted(1);
    const other = database.asWorker("wrk_other");
    await Promise.all([deps, deps, other].map((one) => dispatchEvents(one, eventIds)));
    expect(await dispatchEvents(deps, eventIds)).toEqual({ attempted: 0, own: [], backlog: [] });
    expect(receiver.requests).toHaveLength(1);
  });

  it("is delivered when some of its events were dispatched before", async () => {
    const [early = "", late = ""] = await accepted(2);
    await dispatchEvents(deps, [early]);
    await dispatchEvents(deps, [early, late]);
    expect(receiver.requests.map(({ headers }) => headers["webhook-id"])).toEqual([early, late]);
  });

  it("announces its failed deliveries with ids only", async () => {
    receiver.answer = () => ({ status: 500 });
    const { own } = await dispatchEvents(deps, await accepted(1));
    const [{ id: deliveryId } = expect.fail()] = await deliveries();
    const place = {
      deliveryId,
      subscriptionId: webhook.id,
      tenantId: actor.tenantId,
      host: new URL(receiver.url).host,
    };
    expect(own).toEqual([{ ...place, attempts: 1, generation: 0, dueAt: expect.any(Date) }]);
  });

  it("gives deliveries of the slow lane their own runs, and the others a shared run", async () => {
    await deps.sql("UPDATE webhook_subscription SET consecutive_failures = 1 WHERE id = $1", [webhook.id]);
    const { attempted, own, backlog } = await dispatchEvents(deps, await accepted(25));
    expect({ attempted, own: own.length, backlog: backlog.length }).toEqual({ attempted: 0, own: 20, backlog: 5 });
    expect(receiver.requests).toEqual([]);
  });

  it("sends first attempts without waiting for the runs of the slow lane", async () => {
    const slow = await addWebhook(deps, actor, { url: `${receiver.url}/slow` });
    await deps.sql("UPDATE webhook_subscription SET consecutive_failures = 1 WHERE id = $1", [slow.id]);
    const waiting: EngineDeps = {
      ...deps,
      sql: async (text, values) => {
        if (text.includes("own_run = held.place")) await receiver.waitFor(1);
        return deps.sql(text, values);
      },
    };
    expect(await dispatchEvents(waiting, await accepted(1))).toMatchObject({
      attempted: 1,
      own: [{ subscriptionId: slow.id }],
    });
  });

  it("releases and announces deliveries that find no place in time, without counting an attempt", async () => {
    const finish: (() => void)[] = [];
    receiver.answer = () => new Promise((resolve) => finish.push(() => resolve({ status: 200 })));
    const { own, backlog } = await dispatchEvents(deps, await accepted(26), { stopAfterMs: 50 });
    expect(own.map(({ attempts }) => attempts)).toEqual([...Array(19).fill(1), 0]);
    expect(backlog).toEqual([]);
    const [row] = await deps.sql(
      `SELECT count(*)::int AS free FROM webhook_delivery
       WHERE subscription_id = $1 AND attempts = 0 AND due_at <= now() AND lease_token IS NULL AND last_attempt_at IS NULL`,
      [webhook.id],
    );
    expect(row).toEqual({ free: 1 });
    await receiver.waitFor(25);
    for (const end of finish) end();
    await deps.inFlight.whenIdle();
  });
});

describe("a step that fails", () => {
  it("before the fan-out sends nothing, and its repeat sends everything", async () => {
    const eventIds = await accepted(2);
    await expect(dispatchEvents(failingOnce("INSERT INTO webhook_delivery ("), eventIds)).rejects.toThrow("away");
    expect(receiver.requests).toEqual([]);
    expect(await dispatchEvents(deps, eventIds)).toMatchObject({ attempted: 2 });
    expect(receiver.requests).toHaveLength(2);
  });

  it("between fan-out and requests leaves attempts that become interrupted when their lease ends, and are repeated", async () => {
    const eventIds = await accepted(1);
    await expect(
      dispatchEvents(failingOnce("INSERT INTO webhook_delivery (", { isRun: true }), eventIds),
    ).rejects.toThrow("away");
    expect(await dispatchEvents(deps, eventIds)).toMatchObject({ attempted: 0 });
    expect(receiver.requests).toEqual([]);
    const [{ id: deliveryId } = expect.fail()] = await deliveries();
    const place = { deliveryId, subscriptionId: webhook.id, tenantId: actor.tenantId, host: "" };
    expect(await attemptDelivery(deps, place)).toEqual({ outcome: "held" });
    await releaseLeases(deps, deps.workerId);
    expect(await attemptDelivery(database.asWorker("wrk_heir"), place)).toEqual({ outcome: "delivered" });
    const attempts = [
      { number: 1, error: { code: "interrupted" } },
      { number: 2, error: null },
    ];
    expect(await details()).toMatchObject([{ status: "delivered", attempts }]);
  });

  it("after a part of the fan-out attempts that part, and its repeat attempts the rest, each delivery once", async () => {
    const eventIds = await accepted(42, { filler: "x".repeat(250_000) });
    const stored: number[] = [];
    const failing: EngineDeps = {
      ...deps,
      sql: (text, values = []) => {
        if (!text.includes("INSERT INTO webhook_delivery (")) return deps.sql(text, values);
        stored.push((values[0] as string[]).length);
        return stored.length === 2 ? Promise.reject(new Error("away")) : deps.sql(text, values);
      },
    };
    await expect(dispatchEvents(failing, eventIds, { stopAfterMs: 10_000 })).rejects.toThrow("away");
    expect(receiver.requests).toHaveLength(34);
    expect(await dispatchEvents(failing, eventIds, { stopAfterMs: 10_000 })).toEqual({
      attempted: 8,
      own: [],
      backlog: [],
    });
    expect(stored).toEqual([34, 8, 8]);
    expect(new Set(receiver.requests.map(({ headers }) => headers["x-mais-delivery"])).size).toBe(42);
    expect(receiver.requests).toHaveLength(42);
    for (const { attempts } of await details()) expect(attempts).toMatchObject([{ number: 1 }]);
  });
});
