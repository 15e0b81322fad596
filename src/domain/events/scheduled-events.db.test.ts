import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Actor } from "#domain/context.ts";
import { eraseData } from "#domain/erase/erase-data.ts";
import { NO_PLATFORM_TYPES } from "#domain/event-types/platform-types.ts";
import { cancelEvent } from "#domain/events/cancel-event.ts";
import { getEvent } from "#domain/events/get-event.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { readHealth } from "#domain/health/read-health.ts";
import { deleteExpired } from "#domain/retention/delete-expired.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import type { IncomingEvent } from "#engine/accept/incoming-event.ts";
import { findProblems } from "#engine/accept/prepare-event.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import { lookForUndispatched, takeUndispatchedEvents } from "#engine/dispatch/take-undispatched.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";
import { addWebhook } from "#tests/seed-deliveries.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let database: TestDatabase;
let deps: EngineDeps;
let actor: Actor;

beforeAll(async () => {
  database = await testDatabase({ RETENTION_DAYS: "10" });
  deps = database.deps;
});
afterAll(() => database.close());
beforeEach(async () => {
  await deps.sql("DELETE FROM webhook_outbox");
  actor = await database.addTenant();
});

const event = (changes: Partial<IncomingEvent> = {}): IncomingEvent => ({
  tenantId: actor.tenantId,
  externalId: null,
  event: "appointment.created",
  data: { appointmentId: "abc123" },
  timestamp: null,
  dueAt: new Date(Date.now() + HOUR_MS),
  ...changes,
});

const schedule = async (changes: Partial<IncomingEvent> = {}): Promise<string> => {
  const [accepted] = await acceptEvents(deps, [event(changes)]);
  if (!accepted) throw new Error("nothing was accepted");
  return accepted.id;
};

/** Moves outbox times into the past, as if `ms` had passed. */
const pass = (ms: number) =>
  deps.sql("UPDATE webhook_outbox SET due_at = due_at - $1::float8 * interval '1 millisecond'", [ms]);

const look = (busyTenants: string[] = []) => lookForUndispatched(deps, { limit: 10, busyTenants });
const take = async (busyTenants: string[] = []) => (await look(busyTenants)).events.map(({ eventId }) => eventId);

/** Statements that wait for a row lock. */
const WAITING = `
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND wait_event_type = 'Lock'`;

describe("an event that is sent ahead of its time", () => {
  it("is stored at once, listed as scheduled, and dispatched when due, not before", async () => {
    const dueAt = new Date(Date.now() + HOUR_MS);
    const id = await schedule({ dueAt });
    expect(await getEvent(deps, actor, { id })).toMatchObject({
      status: "scheduled",
      dueAt: dueAt.toISOString(),
      payload: { appointmentId: "abc123" },
    });
    const early = await look();
    expect(early).toMatchObject({ events: [], isMore: false });
    expect(early.nextScheduledInMs).toBeGreaterThan(HOUR_MS - 60_000);
    await pass(HOUR_MS);
    expect(await take([actor.tenantId]), "of a tenant that is held back").toEqual([]);
    expect(await look()).toEqual({
      events: [{ eventId: id, tenantId: actor.tenantId, generation: 2 }],
      isMore: false,
      nextScheduledInMs: null,
    });
    expect(await getEvent(deps, actor, { id })).toMatchObject({ status: "accepted", dueAt: dueAt.toISOString() });
    expect(await take(), "it is another's for now").toEqual([]);
    await pass(HOUR_MS);
    expect(await take(), "whoever took it died").toEqual([id]);
  });

  it("goes to the webhooks that exist when it falls due", async () => {
    const id = await schedule();
    const webhook = await addWebhook(deps, actor);
    await pass(HOUR_MS);
    const { claims } = await fanOut(deps, await take());
    expect(claims.map(({ subscriptionId }) => subscriptionId)).toEqual([webhook.id]);
    expect(await getEvent(deps, actor, { id })).toMatchObject({ skipped: [], deliveries: [{ webhookId: webhook.id }] });
  });

  it("does not delay immediate events, and immediate events do not delay it", async () => {
    await schedule();
    const other = await database.addTenant();
    const now = await schedule({ tenantId: other.tenantId, dueAt: null });
    const past = await schedule({ tenantId: other.tenantId, dueAt: new Date(Date.now() - HOUR_MS) });
    expect((await take()).sort()).toEqual([now, past].sort());
    expect((await getEvent(deps, other, { id: past })).dueAt).toBeNull();
  });

  it("is found behind thousands of earlier scheduled events of another tenant, also while that tenant is throttled", async () => {
    const importing = await database.addTenant();
    const dueAt = new Date(Date.now() + HOUR_MS);
    const many = Array.from({ length: 1_000 }, () => event({ tenantId: importing.tenantId, dueAt }));
    for (let n = 0; n < 3; n++) await acceptEvents(deps, many);
    const own = await schedule({ dueAt: new Date(dueAt.getTime() + 1_000) });
    const [now] = await acceptEvents(deps, [event({ tenantId: importing.tenantId, dueAt: null })]);
    await pass(HOUR_MS + 1_000);
    const taken = [await take(), await take()];
    expect(taken[0], "a new event takes turns with those that fell due").toContain(now?.id);
    expect(taken.flat()).not.toContain(own);
    expect(await look([importing.tenantId])).toMatchObject({ events: [{ eventId: own }], nextScheduledInMs: null });
    expect(await take()).toHaveLength(10);
  });

  it("can be canceled until it is dispatched, also after it fell due", async () => {
    const [first, second] = [await schedule(), await schedule()];
    await pass(HOUR_MS);
    await takeUndispatchedEvents(deps, { limit: 1, busyTenants: [actor.tenantId] });
    expect(await cancelEvent(deps, actor, { id: first })).toMatchObject({ status: "canceled" });
    expect(await take()).toEqual([second]);
  });

  it("absorbs repeats under its external id, also after it was canceled", async () => {
    const id = await schedule({ externalId: "bk_1" });
    const again = await acceptEvents(deps, [event({ externalId: "bk_1", dueAt: null })]);
    expect(again).toMatchObject([{ id, duplicate: true }]);
    await cancelEvent(deps, actor, { id });
    expect(await acceptEvents(deps, [event({ externalId: "bk_1" })])).toMatchObject([{ id, duplicate: true }]);
    const renamed = acceptEvents(deps, [event({ externalId: "bk_1", event: "appointment.canceled" })]);
    await expect(renamed).rejects.toMatchObject({ code: "conflict" });
  });

  it("may be a year ahead and no more", async () => {
    await schedule({ dueAt: new Date(Date.now() + 365 * DAY_MS) });
    await expect(schedule({ dueAt: new Date(Date.now() + 400 * DAY_MS) })).rejects.toMatchObject({
      code: "invalid",
      errors: [{ path: "0.deliverAt", message: expect.stringMatching(/one year/) }],
    });
    const now = new Date("2026-03-14T10:00:00Z");
    const problemsAt = (at: string) => findProblems(event({ dueAt: new Date(at) }), now, NO_PLATFORM_TYPES);
    expect(problemsAt("2027-03-14T10:00:00Z")).toEqual([]);
    expect(problemsAt("2027-03-14T10:00:01Z")).toMatchObject([{ path: "deliverAt" }]);
  });

  it("counts as late work only after it is due", async () => {
    const oldest = async () => (await readHealth(deps, "embedded")).oldestUndeliveredSeconds;
    await schedule();
    expect(await oldest()).toBe(0);
    await pass(HOUR_MS + 30_000);
    expect(await oldest()).toBeGreaterThanOrEqual(30);
  });

  it("keeps its payload for the retention time after it ran", async () => {
    const madeAt = new Date(Date.now() - 40 * DAY_MS);
    const old = { ...deps, clock: () => madeAt };
    const [ran, ranLongAgo] = await acceptEvents(old, [
      event({ dueAt: new Date(Date.now() - 5 * DAY_MS) }),
      event({ dueAt: new Date(Date.now() - 15 * DAY_MS) }),
    ]);
    await take();
    await deps.sql("DELETE FROM webhook_outbox");
    await deleteExpired(deps, { workMsMax: 60_000, pauseFactor: 0 });
    expect((await getEvent(deps, actor, { id: ran?.id ?? "" })).payload).not.toBeNull();
    expect((await getEvent(deps, actor, { id: ranLongAgo?.id ?? "" })).payload).toBeNull();
  });

  it("keeps derived events for as long as itself", async () => {
    const webhook = await addWebhook(deps, actor, { events: ["appointment.changed"] });
    const dueAt = new Date(Date.now() - 5 * DAY_MS);
    const old = { ...deps, clock: () => new Date(Date.now() - 40 * DAY_MS) };
    await acceptEvents(old, [event({ dueAt })]);
    await fanOut(deps, await take());
    await deps.sql("UPDATE webhook_delivery SET due_at = NULL WHERE subscription_id = $1", [webhook.id]);
    await deleteExpired(deps, { workMsMax: 60_000, pauseFactor: 0 });
    const [derived] = (await listEvents(deps, actor, { limit: 10, event: ["appointment.changed"] })).data;
    expect(derived).toMatchObject({ dueAt: dueAt.toISOString(), deliveries: [{ webhookId: webhook.id }] });
    expect((await getEvent(deps, actor, { id: derived?.id ?? "" })).payload).not.toBeNull();
  });

  it("is dispatched and erased at the same time without a deadlock", async () => {
    const id = await schedule();
    const erased = await deps.db.$transaction(async (tx) => {
      await tx.webhookOutbox.updateMany({ where: { eventId: id }, data: { scheduled: false } });
      const erasing = eraseData(deps, actor, { eventId: id });
      await vi.waitFor(async () => expect(await deps.sql(WAITING)).toHaveLength(1));
      await tx.webhookEvent.update({ where: { id }, data: { status: "accepted" } });
      return { erasing };
    });
    expect(await erased.erasing).toEqual({ count: 1, done: true });
    expect(await getEvent(deps, actor, { id })).toMatchObject({ status: "accepted", payload: null });
    await pass(HOUR_MS);
    expect(await take()).toEqual([]);
  });

  it("is canceled by an erasure, and never runs", async () => {
    const id = await schedule();
    await eraseData(deps, actor, { eventId: id });
    expect(await getEvent(deps, actor, { id })).toMatchObject({ status: "canceled", reason: "erased", payload: null });
    await pass(HOUR_MS);
    expect(await take()).toEqual([]);
  });
});

describe("canceling", () => {
  it("is possible until the dispatch, recorded in the audit log, and final", async () => {
    const [canceled, taken] = [await schedule(), await schedule()];
    expect(await cancelEvent(deps, actor, { id: canceled })).toMatchObject({
      status: "canceled",
      reason: "canceled_by_user",
      deliveries: [],
    });
    await pass(HOUR_MS);
    expect(await take()).toEqual([taken]);
    for (const [id, message] of [
      [canceled, /was canceled already/],
      [taken, /has started already/],
    ] as const) {
      const refused = expect.objectContaining({ code: "conflict", message: expect.stringMatching(message) });
      await expect(cancelEvent(deps, actor, { id })).rejects.toEqual(refused);
    }
    const noted = await deps.db.auditLog.findMany({ where: { tenantId: actor.tenantId, action: "event.canceled" } });
    expect(noted.map(({ targetId }) => targetId)).toEqual([canceled]);
  });

  it("gives not_found for an event of another tenant, and a conflict for an immediate event", async () => {
    const [scheduled, sent] = [await schedule(), await schedule({ dueAt: null })];
    const stranger = await database.addTenant();
    await expect(cancelEvent(deps, stranger, { id: scheduled })).rejects.toMatchObject({ code: "not_found" });
    await expect(cancelEvent(deps, actor, { id: sent })).rejects.toMatchObject({ code: "conflict" });
    expect(await getEvent(deps, actor, { id: scheduled })).toMatchObject({ status: "scheduled" });
  });

  it("in the same moment as the dispatch: exactly one of the two wins", async () => {
    for (let round = 0; round < 10; round++) {
      const id = await schedule();
      await pass(HOUR_MS);
      const [taken, canceled] = await Promise.all([
        take(),
        cancelEvent(deps, actor, { id }).then(
          () => true,
          () => false,
        ),
      ]);
      expect([taken.includes(id), canceled].filter(Boolean)).toHaveLength(1);
    }
  });
});
