import { createHash } from "node:crypto";
import { type BodyOwner, unpackIfReadable } from "#domain/packed-body.ts";
import { storedBodySql } from "#domain/payload-body.ts";
import type { DemoTenant } from "../start-app.ts";
import { callApi } from "../start-app.ts";
import type { AttemptRow, DeliveryRow, EventRow, Evidence } from "./evidence.ts";
import { SETTINGS, type World } from "./world.ts";

const EVENTS = `
SELECT e.id, e.tenant_id AS "tenantId", e.event, e.external_id AS "externalId", e.source_event_id AS "sourceEventId",
  (extract(epoch FROM coalesce((SELECT min(at) FROM test_dispatched t WHERE t.event_id IN (e.id, e.source_event_id)),
    -- Stored with its deliveries: it never was in the outbox.
    CASE WHEN NOT EXISTS (SELECT FROM webhook_outbox o WHERE o.tenant_id = e.tenant_id AND o.event_id IN (e.id, e.source_event_id)) THEN e.created_at END
  )) * 1000)::float8 AS "dispatchedAt",
  EXISTS (SELECT FROM webhook_outbox o WHERE o.tenant_id = e.tenant_id AND o.event_id = e.id) AS "isDue",
  ${storedBodySql("p")} AS body
FROM webhook_event e LEFT JOIN webhook_payload p ON p.event_id = e.id WHERE e.status = 'accepted' AND e.tenant_id = ANY($1)`;

const DELIVERIES = `
SELECT id, tenant_id AS "tenantId", subscription_id AS "subscriptionId", event_id AS "eventId", event, status, reason, attempts,
  failures, due_at IS NOT NULL AS "isDue", lease_token IS NOT NULL AS "isLeased"
FROM webhook_delivery WHERE subscription_id = ANY($1)`;

const ATTEMPTS = `
SELECT a.delivery_id AS "deliveryId", a.number, a.trigger, a.outcome, a.error_code AS "errorCode", (extract(epoch FROM a.started_at) * 1000)::float8 AS "startedAt",
  (extract(epoch FROM a.ended_at) * 1000)::float8 AS "endedAt"
FROM webhook_attempt a JOIN webhook_delivery d ON d.id = a.delivery_id WHERE d.subscription_id = ANY($1)`;

type ReadEvent = Omit<EventRow, "bodyHash"> & { body: Uint8Array | null };

/** An unreadable body is a fault of its own: without a hash the receipts of its event would not be compared. */
const hashOf = (stored: Uint8Array, owner: BodyOwner) => {
  const body = unpackIfReadable(stored, owner);
  if (!body) throw new Error(`the stored body of ${owner.eventId} cannot be read`);
  return createHash("sha256").update(body).digest("hex");
};

/** Reads all ledgers and rows, without rows of the demo and of fillers. */
export const collectEvidence = async (world: World): Promise<Evidence> => {
  const own = [world.webhooks.map(({ id }) => id)];
  const tenants = world.app.tenants;
  return {
    settings: SETTINGS,
    sent: world.producer.sent,
    answers: world.producer.answers,
    receipts: await world.recorder.ledger(),
    webhooks: world.webhooks,
    events: ((await world.query(EVENTS, [tenants.map(({ id }) => id)])) as ReadEvent[]).map(({ body, ...event }) => ({
      ...event,
      bodyHash: body && hashOf(body, { eventId: event.id, tenantId: event.tenantId }),
    })),
    deliveries: (await world.query(DELIVERIES, own)) as DeliveryRow[],
    attempts: (await world.query(ATTEMPTS, own)) as AttemptRow[],
    listed: await listAll(world, tenants),
    disruptions: world.disruptions,
    inFlightMax: world.inFlightMax(),
  };
};

/** Lists all deliveries page by page, as a tenant's program does. */
const listAll = async (world: World, tenants: readonly DemoTenant[]): Promise<Record<string, number>> => {
  const listed: Record<string, number> = {};
  for (const { id, tenantId } of world.webhooks) {
    const tenant = tenants.find((one) => one.id === tenantId);
    let cursor = "";
    do {
      const path = `/v1/tenant-admin/webhooks/${id}/deliveries?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
      const { body } = await callApi(world.app, "GET", path, undefined, tenant);
      for (const { status } of body.data) listed[`${id} ${status}`] = (listed[`${id} ${status}`] ?? 0) + 1;
      cursor = body.nextCursor ?? "";
    } while (cursor);
  }
  return listed;
};
