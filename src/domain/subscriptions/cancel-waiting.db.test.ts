import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor, Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { newId } from "#domain/ids.ts";
import { cancelWaitingOfInactive } from "#domain/subscriptions/cancel-waiting.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { deleteWebhook } from "#domain/subscriptions/delete-webhook.ts";
import { recordHealth } from "#domain/subscriptions/record-health.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import { createWebhookInput } from "#domain/subscriptions/webhook.schema.ts";
import { type TestDatabase, testDatabase } from "#tests/database.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const DUE = new Date("2030-01-01T00:00:00Z");

const rows = {
  pending: { status: "pending", dueAt: DUE },
  heldForFirst: { status: "pending", dueAt: DUE, leaseToken: "wrk_1", attempts: 1 },
  retrying: { status: "retrying", dueAt: DUE, attempts: 2, reason: "timeout" },
  inFlight: { status: "retrying", dueAt: DUE, leaseToken: "wrk_1", attempts: 3, reason: "timeout" },
  delivered: { status: "delivered", dueAt: null },
  failed: { status: "failed", dueAt: null, reason: "http_status" },
  resend: { status: "failed", dueAt: DUE, nextTrigger: "manual", reason: "http_status" },
  resendInFlight: { status: "failed", dueAt: DUE, leaseToken: "wrk_1", nextTrigger: "manual", reason: "http_status" },
  test: { status: "pending", dueAt: DUE, leaseToken: "wrk_1", nextTrigger: "test", test: true },
} as const;

type Kind = keyof typeof rows;

const gone = (subscriptionId: string, disable: "gone" | "receiver_request" = "gone") => ({
  subscriptionId,
  url: "https://example.com/hook",
  delivered: false,
  endedAt: new Date(),
  isProbe: false,
  attemptId: "att_1",
  deliveryId: "dlv_1",
  httpStatus: null,
  event: "appointment.created",
  error: { code: "http_status", message: "The receiver answered 410." },
  disable,
});

/** Adds a webhook with one delivery in each state. */
const prepare = async () => {
  const actor = await database.addTenant();
  const input = createWebhookInput.parse({ url: "https://example.com/hook", events: ["appointment.created"] });
  const webhook = await createWebhook(database.deps, actor, input);
  const other = await createWebhook(database.deps, actor, { ...input, url: "https://example.com/other" });
  const ids = new Map<Kind, string>();
  for (const kind of Object.keys(rows) as Kind[]) ids.set(kind, await addDelivery(actor, webhook.id, rows[kind]));
  const elsewhere = await addDelivery(actor, other.id, rows.pending);
  const read = async () => {
    const all = await database.deps.db.webhookDelivery.findMany({ where: { tenantId: actor.tenantId } });
    const byId = new Map(all.map((row) => [row.id, row]));
    return {
      of: (kind: Kind) => byId.get(ids.get(kind) ?? ""),
      elsewhere: byId.get(elsewhere),
    };
  };
  return { actor, id: webhook.id, read };
};

const addDelivery = async ({ tenantId }: Actor, subscriptionId: string, data: (typeof rows)[Kind]) => {
  const eventId = newId("evt");
  const event = "appointment.created";
  await database.deps.db.webhookEvent.create({ data: { id: eventId, tenantId, event, occurredAt: new Date() } });
  const id = newId("dlv");
  await database.deps.db.webhookDelivery.create({ data: { id, tenantId, subscriptionId, eventId, event, ...data } });
  return id;
};

describe.each([
  {
    name: "switching off",
    reason: "webhook_inactive",
    act: (deps: Deps, actor: Actor, id: string) => updateWebhook(deps, actor, { id, changes: { active: false } }),
  },
  {
    name: "deleting",
    reason: "webhook_deleted",
    act: (deps: Deps, actor: Actor, id: string) => deleteWebhook(deps, actor, { id }),
  },
  {
    name: "disabling",
    reason: "webhook_disabled",
    act: (deps: Deps, _: Actor, id: string) => recordHealth(deps, [gone(id)]),
  },
])("$name", ({ reason, act }) => {
  it(`cancels waiting deliveries as ${reason}, lets running ones end, and leaves final ones as they are`, async () => {
    const { actor, id, read } = await prepare();
    await act(database.deps, actor, id);
    const after = await read();
    for (const kind of ["pending", "retrying"] as const) {
      expect(after.of(kind)).toMatchObject({ status: "canceled", reason, dueAt: null, leaseToken: null });
    }
    for (const kind of ["heldForFirst", "inFlight", "delivered", "failed", "resendInFlight", "test"] as const) {
      expect(after.of(kind)).toMatchObject(rows[kind]);
    }
    expect(after.of("resend")).toMatchObject({ status: "failed", reason: "http_status", dueAt: null });
    expect(after.elsewhere).toMatchObject(rows.pending);
  });

  it("stands while the database is too busy to cancel, and the sweep cancels them", async () => {
    const { actor, id, read } = await prepare();
    const busy: Deps = {
      ...database.deps,
      sql: (text, ...rest) =>
        text.includes("UPDATE webhook_delivery")
          ? Promise.reject(new DomainError("busy", "Try again."))
          : database.deps.sql(text, ...rest),
    };
    await act(busy, actor, id);
    const webhook = await database.deps.db.webhookSubscription.findUniqueOrThrow({ where: { id } });
    expect(webhook.active).toBe(false);
    expect((await read()).of("pending")).toMatchObject(rows.pending);
    await cancelWaitingOfInactive(database.deps);
    expect((await read()).of("pending")).toMatchObject({ status: "canceled", reason });
  });
});

it("a disabled webhook keeps its first reason", async () => {
  const { id } = await prepare();
  await recordHealth(database.deps, [gone(id)]);
  await recordHealth(database.deps, [gone(id, "receiver_request")]);
  const row = await database.deps.db.webhookSubscription.findUniqueOrThrow({ where: { id } });
  expect(row).toMatchObject({ active: false, disabledReason: "gone" });
});

it("a lost database answer does not count results twice", async () => {
  const { deps } = database;
  const { id } = await prepare();
  const failed = { ...gone(id), disable: null };
  const written = new Map<string, number>();
  const cutOff: Deps = {
    ...deps,
    sql: async <Row extends object>(text: string, values?: readonly unknown[]) => {
      const rows = await deps.sql<Row>(text, values);
      if (text.includes("UPDATE webhook_subscription")) throw new Error("Connection terminated unexpectedly");
      return rows;
    },
  };
  await expect(recordHealth(cutOff, [failed], written)).rejects.toThrow("terminated");
  await recordHealth(deps, [failed], written);
  expect(await deps.db.webhookSubscription.findUnique({ where: { id } })).toMatchObject({ consecutiveFailures: 1 });
  await recordHealth(deps, [failed, failed], new Map());
  expect(await deps.db.webhookSubscription.findUnique({ where: { id } })).toMatchObject({ consecutiveFailures: 3 });
});

it("a webhook enabled again keeps new deliveries and those not canceled yet", async () => {
  const { deps } = database;
  const { actor, id, read } = await prepare();
  const back: Deps = {
    ...deps,
    sql: async <Row extends object>(text: string, values?: readonly unknown[]) => {
      await updateWebhook(deps, actor, { id, changes: { active: true } });
      return deps.sql<Row>(text, values);
    },
  };
  await updateWebhook(back, actor, { id, changes: { active: false } });
  expect((await read()).of("pending")).toMatchObject(rows.pending);
});

it("a late answer of an old URL neither disables the new URL nor counts against it", async () => {
  const { id } = await prepare();
  await recordHealth(database.deps, [{ ...gone(id), url: "https://example.com/old" }]);
  const row = await database.deps.db.webhookSubscription.findUniqueOrThrow({ where: { id } });
  expect(row).toMatchObject({ active: true, disabledReason: null, consecutiveFailures: 0 });
});

it("a cancellation spans several chunks, and the sweeper finishes it after a crash", async () => {
  const { actor, id } = await prepare();
  await database.deps.sql(
    `WITH e AS (INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
       SELECT 'evt_many' || n, $1, 'appointment.created', now() FROM generate_series(1, 1500) n RETURNING id)
     INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, due_at)
     SELECT 'dlv_' || id, $1, $2, id, 'appointment.created', now() FROM e`,
    [actor.tenantId, id],
  );
  await database.deps.sql("UPDATE webhook_subscription SET active = false, disabled_reason = 'by_user' WHERE id = $1", [
    id,
  ]);
  expect(await cancelWaitingOfInactive(database.deps)).toBeGreaterThanOrEqual(1_502);
  expect(await cancelWaitingOfInactive(database.deps)).toBe(0);
});

it("a change that is refused cancels nothing", async () => {
  const { actor, id, read } = await prepare();
  const changes = { active: false, events: ["no.such"] };
  await expect(updateWebhook(database.deps, actor, { id, changes })).rejects.toMatchObject({ code: "invalid" });
  expect((await read()).of("pending")).toMatchObject(rows.pending);
});
