import type { Actor, Deps } from "#domain/context.ts";
import type { DeliveryOutcome, EventOutcomesView } from "#domain/deliveries/outcome.schema.ts";

type OutcomeRow = {
  eventId: string;
  sourceEventId: string | null;
  event: string;
  isInOutbox: boolean;
  deliveryId: string | null;
  webhookId: string;
  status: DeliveryOutcome["status"];
  attempts: number;
  nextAttemptAt: Date | null;
  httpStatus: number | null;
  errorCode: DeliveryOutcome["errorCode"];
  durationMs: number | null;
};

/**
 * Lists what became of these events, each followed by the events derived from it: each delivery with its newest
 * attempt. Leaves out unknown events and those of another tenant.
 */
export const listOutcomes = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId }: Actor,
  { eventIds }: { eventIds: readonly string[] },
): Promise<EventOutcomesView> => {
  const rows = await sql<OutcomeRow>(OUTCOMES, [tenantId, eventIds]);
  const byEvent = Map.groupBy(rows, ({ eventId }) => eventId);
  return [...new Map(rows.map((row) => [row.eventId, row])).values()].map((row) => ({
    eventId: row.eventId,
    sourceEventId: row.sourceEventId,
    event: row.event,
    isDispatched: !row.isInOutbox,
    deliveries: (byEvent.get(row.eventId) ?? []).flatMap(toOutcome),
  }));
};

const toOutcome = (row: OutcomeRow): DeliveryOutcome[] =>
  row.deliveryId === null
    ? []
    : [
        {
          deliveryId: row.deliveryId,
          webhookId: row.webhookId,
          status: row.status,
          attemptCount: row.attempts,
          nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
          httpStatus: row.httpStatus,
          errorCode: row.errorCode,
          durationMs: row.durationMs,
        },
      ];

/** A lease hides the due time: it is the end of the running attempt, not a next one. */
const OUTCOMES = `
SELECT r.id AS "eventId", r.source_event_id AS "sourceEventId", r.event,
  EXISTS (SELECT FROM webhook_outbox o WHERE o.tenant_id = r.tenant_id AND o.event_id = r.id) AS "isInOutbox",
  d.id AS "deliveryId", d.subscription_id AS "webhookId", d.status, d.attempts,
  CASE WHEN d.lease_token IS NULL THEN d.due_at END AS "nextAttemptAt",
  a.response_status AS "httpStatus", a.error_code AS "errorCode", a.duration_ms AS "durationMs"
FROM webhook_event r
LEFT JOIN webhook_delivery d ON d.tenant_id = r.tenant_id AND d.event_id = r.id
LEFT JOIN LATERAL (
  SELECT response_status, error_code, duration_ms FROM webhook_attempt
  WHERE tenant_id = d.tenant_id AND delivery_id = d.id ORDER BY number DESC LIMIT 1
) a ON true
WHERE r.tenant_id = $1 AND (r.id = ANY($2::text[]) OR r.source_event_id = ANY($2::text[]))
ORDER BY coalesce(r.source_event_id, r.id), r.source_event_id IS NOT NULL, r.id, d.id`;
