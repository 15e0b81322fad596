import type { Deps } from "#domain/context.ts";

/**
 * Erases events and what was derived from them: payloads, the bodies of deliveries, headers and answers of attempts, and the
 * id of the appointment or payment. What waits is canceled (`erased`); what is being attempted ends by itself, so this is
 * done once more after a lease. What happened, when, and whether it arrived stays. The backend's own id of the event stays,
 * or the same event could be sent in again; one that names the customer goes. Returns how many were not
 * erased before, what was derived apart.
 *
 * @param sourceIds events that were not derived from others
 */
export const eraseEvents = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, sourceIds, customerId }: { tenantId: string; sourceIds: readonly string[]; customerId: string | null },
): Promise<number> => {
  if (sourceIds.length === 0) return 0;
  const [row] = await sql<{ count: number }>(ERASE, [tenantId, sourceIds, customerId ?? ""]);
  return row?.count ?? 0;
};

/** Events, then deliveries in id order, then attempts: the order in which everybody locks. */
const ERASE = `
WITH chosen AS (
  SELECT id, erased_at IS NULL AND source_event_id IS NULL AS is_new FROM webhook_event
  WHERE tenant_id = $1 AND (id = ANY($2::text[]) OR source_event_id = ANY($2)) ORDER BY id FOR NO KEY UPDATE
), event AS (
  UPDATE webhook_event e SET erased_at = coalesce(e.erased_at, now()), resource_id = NULL, rejected_reason = NULL,
    external_id = CASE WHEN $3 <> '' AND strpos(e.external_id, $3) > 0 THEN NULL ELSE e.external_id END
  FROM chosen WHERE e.id = chosen.id
  RETURNING e.id
), outbox AS (
  DELETE FROM webhook_outbox o USING event WHERE o.tenant_id = $1 AND o.event_id = event.id
), payload AS (
  DELETE FROM webhook_payload p USING event WHERE p.event_id = event.id
), held AS (
  SELECT d.id, d.status IN ('pending', 'retrying') AS was_open,
    d.due_at IS NOT NULL AND d.lease_token IS NULL AS is_waiting
  FROM webhook_delivery d JOIN event ON event.id = d.event_id ORDER BY d.id FOR NO KEY UPDATE OF d
), canceled AS (
  UPDATE webhook_delivery d SET status = CASE WHEN was_open THEN 'canceled' ELSE d.status END,
    reason = CASE WHEN was_open THEN 'erased' ELSE d.reason END,
    due_at = NULL, next_trigger = 'automatic', requested_by = NULL
  FROM held WHERE d.id = held.id AND held.is_waiting
), body AS (
  DELETE FROM webhook_delivery_body b USING held WHERE b.delivery_id = held.id
), exchange AS (
  DELETE FROM webhook_exchange x USING webhook_attempt a, held WHERE a.delivery_id = held.id AND x.attempt_id = a.id
)
SELECT count(*)::int AS count FROM event JOIN chosen USING (id) WHERE is_new`;
