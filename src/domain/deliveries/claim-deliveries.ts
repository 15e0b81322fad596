import type { Deps } from "#domain/context.ts";
import type { AttemptToSign } from "#domain/deliveries/build-request.ts";
import type { StateBefore, Trigger } from "#domain/deliveries/next-state.ts";
import { newId } from "#domain/ids.ts";

/** Lease = the attempt's timeout and this much to write down what came of it. */
export const LEASE_SPARE_MS = 20_000;
/** Fan-out reserves first attempts for its batch under a token that begins like this. */
export const RESERVATION_PREFIX = "batch_";

/** A delivery that this process may attempt now, once: number and lease token fence every later write. */
export type ClaimedDelivery = AttemptToSign &
  StateBefore & { attemptId: string; trigger: Trigger; test: boolean; consecutiveFailures: number };

type ClaimedRow = Omit<ClaimedDelivery, "status" | "trigger"> & {
  status: ClaimedDelivery["status"];
  trigger: Trigger;
};

/**
 * Claims those of the deliveries that are due, or reserved under `reservation`, and starts their attempt rows. One statement:
 * whoever runs it twice gets each delivery once. Deliveries of a webhook that is off are canceled instead.
 * Database time is the only clock of leases.
 */
export const claimDeliveries = async (
  { sql, settings, workerId }: Pick<Deps, "sql" | "settings" | "workerId">,
  deliveryIds: readonly string[],
  reservation: string | null = null,
): Promise<ClaimedDelivery[]> =>
  sql<ClaimedRow>(CLAIM, [
    deliveryIds,
    deliveryIds.map(() => newId("att")),
    reservation,
    workerId,
    settings.attemptTimeoutMs + LEASE_SPARE_MS,
  ]);

const CLAIM = `
WITH wanted AS (
  SELECT * FROM unnest($1::text[], $2::text[]) AS w(id, attempt_id)
), due AS (
  SELECT d.id, d.status, d.next_trigger, s.url, s.secret, s.previous_secret, s.previous_secret_expires_at, s.headers,
         s.consecutive_failures, s.deleted_at, s.disabled_reason, (s.active AND s.deleted_at IS NULL) OR d.test AS may_send
  FROM webhook_delivery d JOIN webhook_subscription s ON s.id = d.subscription_id
  WHERE d.id = ANY($1) AND d.due_at IS NOT NULL
    AND (d.lease_token = $3 OR (d.due_at <= now() AND (d.lease_token IS NULL OR starts_with(d.lease_token, '${RESERVATION_PREFIX}'))))
  ORDER BY d.id FOR NO KEY UPDATE OF d SKIP LOCKED
), canceled AS (
  UPDATE webhook_delivery d SET status = CASE WHEN d.status IN ('pending', 'retrying') THEN 'canceled' ELSE d.status END,
    reason = CASE WHEN d.status NOT IN ('pending', 'retrying') THEN d.reason WHEN due.deleted_at IS NOT NULL THEN 'webhook_deleted'
      WHEN due.disabled_reason = 'by_user' THEN 'webhook_inactive' ELSE 'webhook_disabled' END,
    due_at = NULL, lease_token = NULL, next_trigger = 'automatic'
  FROM due WHERE d.id = due.id AND NOT due.may_send
), claimed AS (
  UPDATE webhook_delivery d SET attempts = d.attempts + 1, lease_token = $4, last_attempt_at = now(),
    due_at = now() + $5::float8 * interval '1 millisecond'
  FROM due WHERE d.id = due.id AND due.may_send
  RETURNING d.id, d.tenant_id, d.subscription_id, d.event_id, d.event, d.attempts, d.failures, d.test, d.created_at
), started AS (
  INSERT INTO webhook_attempt (id, tenant_id, delivery_id, number, trigger, url, started_at)
  SELECT w.attempt_id, c.tenant_id, c.id, c.attempts, due.next_trigger, due.url, now()
  FROM claimed c JOIN wanted w USING (id) JOIN due USING (id)
)
SELECT c.id AS "deliveryId", c.tenant_id AS "tenantId", c.subscription_id AS "subscriptionId", c.event_id AS "eventId",
  c.event, c.attempts AS "number", c.failures, c.test, c.created_at AS "createdAt", due.status, due.next_trigger AS "trigger",
  due.url, due.secret, due.previous_secret AS "previousSecret", due.previous_secret_expires_at AS "previousSecretExpiresAt",
  due.headers AS "customHeaders", due.consecutive_failures AS "consecutiveFailures", w.attempt_id AS "attemptId", p.body
FROM claimed c JOIN due USING (id) JOIN wanted w USING (id) JOIN webhook_payload p ON p.event_id = c.event_id`;

/** Why a delivery could not be claimed. `expired`: its lease ran out, so its last attempt must be settled first. */
export type ClaimRefusal =
  | { answer: "final" }
  | { answer: "held" }
  | { answer: "not_due"; dueAt: Date }
  | { answer: "expired" };

/** Reads why; a row that has become due meanwhile is `not_due` with a due time in the past. */
export const explainRefusal = async ({ sql }: Pick<Deps, "sql">, deliveryId: string): Promise<ClaimRefusal> => {
  const [row] = await sql<{ dueAt: Date | null; leased: boolean; overdue: boolean }>(
    `SELECT due_at AS "dueAt", lease_token IS NOT NULL AS leased, due_at <= now() AS overdue FROM webhook_delivery WHERE id = $1`,
    [deliveryId],
  );
  if (!row?.dueAt) return { answer: "final" };
  if (!row.leased) return { answer: "not_due", dueAt: row.dueAt };
  return { answer: row.overdue ? "expired" : "held" };
};
