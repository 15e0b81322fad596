import type { Actor } from "#domain/context.ts";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { newId } from "#domain/ids.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import type { CreateWebhookInput } from "#domain/subscriptions/webhook.schema.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { toBatched } from "#engine/attempt/attempt-batch.ts";
import { createDueFinder } from "#engine/claim/find-due-deliveries.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/** Adds a webhook with default fields. */
export const addWebhook = (deps: EngineDeps, actor: Actor, changes: Partial<CreateWebhookInput> = {}) =>
  createWebhook(deps, actor, {
    url: `https://example.com/${crypto.randomUUID()}`,
    events: ["appointment.created"],
    ...changes,
  });

type NewEvent = Partial<Prisma.WebhookEventCreateManyInput> & { hasPayload?: boolean; isDispatched?: boolean };

/** Adds an event made at `at`, fanned out already by default. */
export const addEvent = async (
  { db }: EngineDeps,
  { tenantId }: Actor,
  { hasPayload = true, isDispatched = true, ...changes }: NewEvent = {},
  at = new Date(),
): Promise<string> => {
  const row = { id: newId("evt", at.getTime()), tenantId, event: "appointment.created", occurredAt: at, ...changes };
  await db.webhookEvent.create({ data: { createdAt: at, ...row } });
  if (!isDispatched) await db.webhookOutbox.create({ data: { tenantId, eventId: row.id } });
  if (hasPayload) {
    const data = { appointmentId: "abc123" };
    const body = buildEventBody({ id: row.id, event: row.event, tenantId, timestamp: at, data });
    await db.webhookPayload.create({ data: { eventId: row.id, tenantId, body } });
  }
  return row.id;
};

/** Adds a delivery of its own event to the webhook, both made at `at`. */
export const addDelivery = async (
  deps: EngineDeps,
  actor: Actor,
  subscriptionId: string,
  { hasPayload = true, ...data }: Partial<Prisma.WebhookDeliveryUncheckedCreateInput> & { hasPayload?: boolean },
  at = new Date(),
): Promise<string> => {
  const event = data.event ?? "appointment.created";
  const eventId = await addEvent(deps, actor, { event, hasPayload, test: data.test ?? false }, at);
  const id = newId("dlv", at.getTime());
  await deps.db.webhookDelivery.create({
    data: { id, tenantId: actor.tenantId, subscriptionId, eventId, event, createdAt: at, ...data },
  });
  return id;
};

/** Accepts one event as a handler does. */
export const acceptOne = async (
  deps: EngineDeps,
  { tenantId }: Actor,
  data: Record<string, unknown> = { appointmentId: "abc123" },
): Promise<string> => {
  const [accepted] = await acceptEvents(deps, [
    { tenantId, externalId: crypto.randomUUID(), event: "appointment.created", data, timestamp: null },
  ]);
  if (!accepted) throw new Error("not accepted");
  return accepted.id;
};

/** Accepts one event and fans it out: `first` is its delivery without an attempt. */
export const fanOutOne = async (deps: EngineDeps, actor: Actor, data?: Record<string, unknown>) => {
  const eventId = await acceptOne(deps, actor, data);
  const out = await fanOut(deps, [eventId]);
  // A test may change the webhook before the attempt begins.
  const claims = out.claims.map((claim) => ({ ...claim, unchangedAt: Number.NEGATIVE_INFINITY }));
  const [first] = [...out.claims, ...out.slow].map(toBatched);
  if (!first) throw new Error("no delivery");
  return { ...out, claims, first, eventId };
};

/** Adds attempts that ended long ago, numbered from the next one on. */
export const addAttempts = async (
  { sql }: EngineDeps,
  deliveryId: string,
  count: number,
  trigger = "manual",
): Promise<void> => {
  const ids = Array.from({ length: count }, () => newId("att"));
  await sql(ATTEMPTS, [deliveryId, ids, trigger]);
};

const ATTEMPTS = `
WITH d AS (
  UPDATE webhook_delivery SET attempts = attempts + cardinality($2::text[]) WHERE id = $1
  RETURNING id, tenant_id, attempts - cardinality($2::text[]) AS before
)
INSERT INTO webhook_attempt (id, tenant_id, delivery_id, number, trigger, requested_by, url, outcome, started_at, ended_at, duration_ms)
SELECT a.id, d.tenant_id, d.id, d.before + a.n, $3, CASE WHEN $3 = 'manual' THEN 'usr_1' END, 'https://example.com', 'delivered',
  now() - interval '1 day', now() - interval '1 day', 1
FROM d, unnest($2::text[]) WITH ORDINALITY AS a(id, n)`;

/** Makes the delivery due now and its webhook free to send. */
export const makeDue = async ({ sql }: EngineDeps, deliveryId: string): Promise<void> => {
  await sql("UPDATE webhook_subscription SET gate_at = now() WHERE gate_at IS NOT NULL");
  await sql("UPDATE webhook_delivery SET due_at = now() WHERE id = $1 AND due_at IS NOT NULL", [deliveryId]);
};

/** Adds deliveries of separate events, due since a second, oldest first. */
export const addDueDeliveries = async (
  { sql }: EngineDeps,
  { tenantId }: Actor,
  { id: subscriptionId, url }: { id: string; url: string },
  count: number,
) => {
  const ids = Array.from({ length: count }, () => ({ eventId: newId("evt"), deliveryId: newId("dlv") }));
  const [eventIds, deliveryIds] = [ids.map(({ eventId }) => eventId), ids.map(({ deliveryId }) => deliveryId)];
  await sql(DUE, [tenantId, eventIds, deliveryIds, subscriptionId]);
  const { host } = new URL(url);
  return deliveryIds.map((deliveryId) => ({ deliveryId, subscriptionId, tenantId, host }));
};

const DUE = `
WITH e AS (
  INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
  SELECT id, $1, 'appointment.created', now() FROM unnest($2::text[]) id RETURNING id
), p AS (INSERT INTO webhook_payload (event_id, tenant_id, body) SELECT id, $1, '{}' FROM e)
INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, due_at)
SELECT d.id, $1, $4, d.event_id, 'appointment.created', now() - interval '1 second' + n * interval '10 microseconds'
FROM unnest($3::text[], $2::text[]) WITH ORDINALITY AS d(id, event_id, n)`;

/** Finds all due deliveries, those for their own run first. */
export const findAll = async (deps: EngineDeps) => {
  const { found } = await createDueFinder(deps, { limitMax: 1_000 })({});
  return found.toSorted((a, b) => b.kind.localeCompare(a.kind));
};
