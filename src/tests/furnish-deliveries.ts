import type { Actor, Deps } from "#domain/context.ts";
import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { newId } from "#domain/ids.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { createWebhookInput } from "#domain/subscriptions/webhook.schema.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/** A webhook whose other fields do not matter. */
export const addWebhook = (deps: Deps, actor: Actor, changes: Partial<Parameters<typeof createWebhook>[2]> = {}) =>
  createWebhook(deps, actor, {
    ...createWebhookInput.parse({
      url: `https://example.com/${crypto.randomUUID()}`,
      events: ["appointment.created"],
    }),
    ...changes,
  });

type NewEvent = Partial<Prisma.WebhookEventCreateManyInput> & { hasPayload?: boolean; isDispatched?: boolean };

/** An event that was fanned out already unless told otherwise, made at `at`. */
export const addEvent = async (
  { db }: Deps,
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

/** A delivery of an event of its own to the webhook, both made at `at`. */
export const addDelivery = async (
  deps: Deps,
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
