import { buildEventBody } from "#domain/event-types/build-event-body.ts";
import { newId } from "#domain/ids.ts";
import type { BenchWebhook } from "./add-webhooks.ts";
import { booking } from "./booking.ts";
import type { System } from "./start-system.ts";

const CHUNK = 1_000;

/** Adds due deliveries without attempts, as an outage of the worker or a receiver leaves them. */
export const addWaiting = async (
  { deps }: System,
  webhooks: readonly BenchWebhook[],
  { count }: { count: number },
): Promise<void> => {
  for (let added = 0; added < count; added += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, count - added) }, (_, index) =>
      newRow(webhooks[index % webhooks.length] ?? { tenantId: "", webhookId: "" }),
    );
    await deps.sql(ADD, [
      rows.map(({ tenantId }) => tenantId),
      rows.map(({ webhookId }) => webhookId),
      rows.map(({ eventId }) => eventId),
      rows.map(() => newId("dlv")),
      rows.map(({ body }) => body),
    ]);
  }
};

const newRow = ({ tenantId, webhookId }: Pick<BenchWebhook, "tenantId" | "webhookId">) => {
  const eventId = newId("evt");
  const data = booking.data;
  const body = buildEventBody({ id: eventId, event: booking.event, tenantId, timestamp: new Date(), data });
  return { tenantId, webhookId, eventId, body: Buffer.from(body) };
};

const ADD = `
WITH input AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[])
    AS i(tenant_id, subscription_id, event_id, delivery_id, body)
), event AS (
  INSERT INTO webhook_event (id, tenant_id, event, occurred_at)
  SELECT event_id, tenant_id, 'appointment.created', now() FROM input
), payload AS (
  INSERT INTO webhook_payload (event_id, tenant_id, body) SELECT event_id, tenant_id, body FROM input
)
INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, due_at)
SELECT delivery_id, tenant_id, subscription_id, event_id, 'appointment.created', now() FROM input`;
