import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "#domain/context.ts";
import { eventTypes } from "#domain/event-types/catalog.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { continueRecovery } from "#domain/recoveries/continue-recovery.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addEvent, addWebhook } from "#tests/seed-deliveries.ts";

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

const sendable = eventTypes.filter((type) => type.sendable);
const names = sendable.map(({ name }) => name);
const ofAppointments = names.filter((name) => name.startsWith("appointment."));

const subscribe = async (...events: string[]) => (await addWebhook(deps, actor, { events })).id;

/** Sends the sample of each type that a backend may send. */
const sendAll = async () => {
  const events = sendable.map(({ name, sample }) => ({
    tenantId: actor.tenantId,
    externalId: null,
    event: name,
    data: sample,
    timestamp: null,
  }));
  const ids = (await acceptEvents(deps, events)).map(({ id }) => id);
  await fanOut(deps, ids);
  return ids;
};

/** Returns the events that a webhook got, as `name` or `derived name`, sorted. */
const received = async (subscriptionId: string) => {
  const rows = await deps.sql<{ event: string; isDerived: boolean }>(
    `SELECT e.event, e.source_event_id IS NOT NULL AS "isDerived" FROM webhook_delivery d
     JOIN webhook_event e ON e.id = d.event_id WHERE d.subscription_id = $1`,
    [subscriptionId],
  );
  return rows.map(({ event, isDerived }) => (isDerived ? `derived ${event}` : event)).toSorted();
};

describe("a webhook with a wildcard", () => {
  it("gets what was sent, each event once, and causes no derived event", async () => {
    const all = await subscribe("*");
    const family = await subscribe("appointment.*");
    const mixed = await subscribe("*", "appointment.*", "appointment.created", "payment.failed");
    await sendAll();
    expect(await received(all)).toEqual(names.toSorted());
    expect(await received(family)).toEqual(ofAppointments.toSorted());
    expect(await received(mixed)).toEqual(names.toSorted());
    expect(await deps.db.webhookEvent.count({ where: { tenantId: actor.tenantId } })).toBe(names.length);
  });

  it("gets no derived event that another webhook causes, unless it names that type", async () => {
    const acuity = await subscribe("appointment.scheduled", "appointment.changed");
    const all = await subscribe("*");
    const both = await subscribe("appointment.*", "appointment.scheduled");
    await sendAll();
    const sources = ofAppointments.filter((name) => name !== "appointment.changed");
    expect(await received(acuity)).toEqual(
      [
        "appointment.changed",
        ...sources.map(() => "derived appointment.changed"),
        "derived appointment.scheduled",
      ].toSorted(),
    );
    expect(await received(all)).toEqual(names.toSorted());
    expect(await received(both)).toEqual([...ofAppointments, "derived appointment.scheduled"].toSorted());
  });

  it("gets no events about other webhooks", async () => {
    const all = await subscribe("*");
    const named = await subscribe("webhook.failing");
    const id = await addEvent(deps, actor, { event: "webhook.failing", resourceId: "wh_other", isDispatched: false });
    await fanOut(deps, [id]);
    expect([await received(all), await received(named)]).toEqual([[], ["webhook.failing"]]);
  });

  it("is not held to be unsubscribed by the log", async () => {
    const late = async (event: string) => {
      const [row] = (await listEvents(deps, actor, { limit: 100 })).data.filter((one) => one.event === event);
      return row?.skipped;
    };
    await subscribe("appointment.changed");
    await sendAll();
    const webhookId = await subscribe("appointment.*");
    expect(await late("appointment.created")).toContainEqual({ webhookId, reason: "created_later" });
    expect(await late("payment.failed")).toContainEqual({ webhookId, reason: "not_subscribed" });
  });
});

describe("a recovery of missed events for a wildcard", () => {
  it.each([
    { events: ["*"], expected: names },
    { events: ["appointment.*", "payment.failed"], expected: [...ofAppointments, "payment.failed"] },
    { events: ["staff.*", "appointment.scheduled"], expected: ["staff", "derived appointment.scheduled"] },
  ])("sends what $events stands for, each event once", async ({ events, expected }) => {
    // Named types derive events, which a wildcard must not find in the log.
    await subscribe("appointment.changed");
    await sendAll();
    await addEvent(deps, actor, { event: "webhook.failing", resourceId: "wh_other" });
    const id = await subscribe(...events);
    const since = new Date(Date.now() - 3_600_000).toISOString();
    const { id: recoveryId } = await startRecovery(deps, actor, { id, since, status: [], includeMissing: true });
    for (let isMore = true; isMore; ) {
      await deps.sql("UPDATE webhook_recovery SET due_at = now() WHERE id = $1 AND ended_at IS NULL", [recoveryId]);
      isMore = (await continueRecovery(deps, { recoveryId })).next !== null;
    }
    const wanted = expected.flatMap((one) =>
      one === "staff" ? names.filter((name) => name.startsWith("staff.")) : [one],
    );
    expect(await received(id)).toEqual(wanted.toSorted());
  });
});
