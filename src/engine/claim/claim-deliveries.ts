import type { Deps } from "#domain/context.ts";
import { isManualSql } from "#domain/deliveries/is-manual.ts";
import { DRAIN_PER_SECOND } from "#domain/fairness.ts";
import { newId } from "#domain/ids.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";
import type { AttemptToSign } from "#engine/attempt/build-request.ts";
import { withOwnBodies } from "#engine/attempt/redacted-bodies.ts";
import type { StateBefore, Trigger } from "#engine/record/next-state.ts";

/**
 * A reservation that leaves this much is the lease: `due_at` is indexed, and a claim that does not change it stays on its page.
 */
const LEASE_SPARE_MIN_MS = 17_000;
/** Fan-out claims first attempts for its batch under a token that begins like this. */
export const RESERVATION_PREFIX = "batch_";
/** Rows of one claim, which come with their bodies: a bound for memory. */
export const CLAIM_MAX = 100;
/** How much of a limited rate may go at once, so that a fast one need not be woken for each single slot. */
const BURST_MS = 100;

/** A delivery that this process may attempt now, once: number and lease token fence every later write. */
export type ClaimedDelivery = AttemptToSign &
  StateBefore & {
    attemptId: string;
    /** What the row's `lease_token` must be for the result to count. */
    leaseToken: string;
    /** By this process's clock: from then on the lease may end before the attempt does, and nothing is sent. */
    sendBefore: Date;
    trigger: Trigger;
    test: boolean;
    isProbe: boolean;
    description: string;
    /** Fields that are left out of `body`. */
    redact: readonly string[];
  };

/**
 * Claims those of the deliveries that are due, or takes over those that a batch holds under `reservation` and has not begun:
 * their attempt is numbered already. One statement: of two at once each delivery goes to one. Deliveries of a webhook that is
 * off, and those whose payload is past retention, are canceled instead. Database time is the only clock of leases.
 *
 * A webhook that is limited (its rate, a backlog that is spread, an open breaker) has a gate: one delivery of it passes a
 * claim, if `gate_at` has come, and moves it: by a slot of the rate (GCRA), or by a lease while a probe is on its way. A
 * resend to a paused webhook passes at once, as a probe. The others stay due, uncounted.
 */
export const claimDeliveries = async (
  { sql, settings, workerId, clock }: Pick<Deps, "sql" | "settings" | "clock"> & { workerId: string },
  deliveryIds: readonly string[],
  reservation: string | null = null,
): Promise<ClaimedDelivery[]> => {
  const leaseMs = settings.attemptTimeoutMs + LEASE_SPARE_MS;
  // Read before the statement: the lease ends no sooner than counted from here.
  const askedAt = clock().getTime();
  const rows = await sql<ClaimedRow>(CLAIM, [deliveryIds, reservation, workerId, leaseMs]);
  return (await withOwnBodies({ sql }, rows)).map(({ leaseLeftMs, ...row }) => ({
    ...row,
    attemptId: newId("att"),
    leaseToken: workerId,
    sendBefore: new Date(askedAt + leaseLeftMs - settings.attemptTimeoutMs),
  }));
};

type ClaimedRow = Omit<ClaimedDelivery, "attemptId" | "leaseToken" | "sendBefore"> & { leaseLeftMs: number };

const LEASE_LEFT = `($4::float8 - ${LEASE_SPARE_MS - LEASE_SPARE_MIN_MS}) * interval '1 millisecond'`;
const LEASE = "$4::float8 * interval '1 millisecond'";

/** An attempt that a batch holds and has not begun was no attempt: it is taken back where nothing is sent. */
const NOT_BEGUN = `due_at = now(), lease_token = NULL, attempts = d.attempts - 1,
    last_attempt_at = CASE WHEN d.attempts > 1 THEN d.last_attempt_at END`;

const CLAIM = `
WITH due AS (
  SELECT d.id, d.subscription_id, d.status, d.next_trigger, d.requested_by, d.due_at, d.lease_token, s.url, s.description, s.secret,
    s.previous_secret, s.previous_secret_expires_at, s.headers, s.probes, coalesce(b.body, p.body) AS body,
    CASE WHEN b.delivery_id IS NULL THEN s.redact ELSE '{}' END AS redact,
    CASE WHEN p.event_id IS NULL THEN 'payload_expired'
      WHEN d.test OR (s.active AND s.deleted_at IS NULL) THEN NULL
      WHEN s.deleted_at IS NOT NULL THEN 'webhook_deleted'
      WHEN s.disabled_reason = 'by_user' THEN 'webhook_inactive' ELSE 'webhook_disabled' END AS cancel_reason,
    least(s.rate_limit_per_second, CASE WHEN s.draining_until > now() THEN ${DRAIN_PER_SECOND} END) AS rate,
    NOT d.test AND (s.probes IS NOT NULL OR s.rate_limit_per_second IS NOT NULL OR coalesce(s.draining_until > now(), false)) AS is_gated
  FROM webhook_delivery d JOIN webhook_subscription s ON s.id = d.subscription_id
    LEFT JOIN webhook_payload p ON p.event_id = d.event_id
    LEFT JOIN webhook_delivery_body b ON b.delivery_id = d.id
  WHERE d.id = ANY($1) AND d.due_at IS NOT NULL
    AND (d.lease_token = $2 OR (d.due_at <= now() AND d.lease_token IS NULL))
  ORDER BY d.id FOR NO KEY UPDATE OF d SKIP LOCKED
), canceled AS (
  UPDATE webhook_delivery d SET status = CASE WHEN d.status IN ('pending', 'retrying') THEN 'canceled' ELSE d.status END,
    reason = CASE WHEN d.status IN ('pending', 'retrying') THEN due.cancel_reason ELSE d.reason END,
    attempts = d.attempts - CASE WHEN d.lease_token IS NULL THEN 0 ELSE 1 END,
    due_at = NULL, lease_token = NULL, next_trigger = 'automatic', requested_by = NULL
  FROM due WHERE d.id = due.id AND due.cancel_reason IS NOT NULL
), gate AS (
  UPDATE webhook_subscription s SET gate_at = CASE WHEN s.probes IS NOT NULL THEN now() + ${LEASE}
    ELSE greatest(s.gate_at, now() - greatest(interval '0', ${BURST_MS} * interval '1 millisecond' - interval '1 second' / first.rate))
      + interval '1 second' / first.rate END
  FROM (
    SELECT DISTINCT ON (subscription_id) id, subscription_id, next_trigger, requested_by, due_at, rate FROM due
    WHERE is_gated AND cancel_reason IS NULL ORDER BY subscription_id, ${isManualSql("due")} DESC, due_at
  ) first
  WHERE s.id = first.subscription_id AND CASE WHEN s.probes IS NULL THEN coalesce(s.gate_at <= now(), true)
    ELSE ${isManualSql("first")} OR (s.gate_at <= now() AND NOT EXISTS (
      SELECT FROM webhook_delivery older WHERE older.subscription_id = s.id AND older.due_at < first.due_at AND older.lease_token IS NULL)) END
  RETURNING first.id
), passed AS (
  SELECT due.* FROM due WHERE cancel_reason IS NULL AND (NOT is_gated OR id IN (SELECT id FROM gate))
), released AS (
  UPDATE webhook_delivery d SET ${NOT_BEGUN}
  FROM due WHERE d.id = due.id AND d.lease_token IS NOT NULL AND due.cancel_reason IS NULL AND is_gated AND due.id NOT IN (SELECT id FROM gate)
), claimed AS (
  UPDATE webhook_delivery d SET attempts = d.attempts + CASE WHEN d.lease_token IS NULL THEN 1 ELSE 0 END, lease_token = $3,
    last_attempt_at = now(), due_at = CASE WHEN d.due_at >= now() + ${LEASE_LEFT} THEN d.due_at ELSE now() + ${LEASE} END
  FROM passed WHERE d.id = passed.id
  RETURNING d.id, d.tenant_id, d.event_id, d.event, d.attempts, d.failures, d.test, d.created_at, d.due_at
)
SELECT c.id AS "deliveryId", c.tenant_id AS "tenantId", p.subscription_id AS "subscriptionId", c.event_id AS "eventId",
  c.event, c.attempts AS "number", c.failures, c.test, c.created_at AS "createdAt", p.status, p.next_trigger AS "trigger",
  p.url, p.description, p.secret, p.previous_secret AS "previousSecret", p.previous_secret_expires_at AS "previousSecretExpiresAt",
  p.headers AS "customHeaders", p.probes IS NOT NULL AS "isProbe", p.body, p.redact,
  (extract(epoch FROM c.due_at - now()) * 1000)::float8 AS "leaseLeftMs"
FROM claimed c JOIN passed p USING (id)`;

/** Gives back what a batch holds and has not begun: due at once, for whoever comes first. */
export const releaseReserved = async (
  { sql }: Pick<Deps, "sql">,
  deliveryIds: readonly string[],
  reservation: string,
): Promise<void> => {
  await sql(RELEASE, [deliveryIds, reservation]);
};

const RELEASE = `
UPDATE webhook_delivery d SET ${NOT_BEGUN}
WHERE id IN (SELECT id FROM webhook_delivery WHERE id = ANY($1) AND lease_token = $2 ORDER BY id FOR NO KEY UPDATE)`;

/**
 * Why a delivery could not be claimed. `expired`: its lease ran out, so its last attempt must be settled first. `gated`: it
 * is due, and its webhook may be sent nothing yet; `opensInMs` is null when that is not known.
 */
export type ClaimRefusal =
  | { answer: "final" }
  | { answer: "held" }
  | { answer: "not_due"; dueAt: Date }
  | { answer: "gated"; opensInMs: number }
  | { answer: "expired" };

type RefusedRow = { dueAt: Date | null; leased: boolean; overdue: boolean; opensInMs: number | null; isGated: boolean };

/** Reads why; a row that has become due meanwhile is `not_due` with a due time in the past. */
export const explainRefusal = async ({ sql }: Pick<Deps, "sql">, deliveryId: string): Promise<ClaimRefusal> => {
  const [row] = await sql<RefusedRow>(
    `SELECT d.due_at AS "dueAt", d.lease_token IS NOT NULL AS leased, d.due_at <= now() AS overdue,
       (extract(epoch FROM s.gate_at - now()) * 1000)::float8 AS "opensInMs", s.gate_at IS NOT NULL AS "isGated"
     FROM webhook_delivery d JOIN webhook_subscription s ON s.id = d.subscription_id WHERE d.id = $1`,
    [deliveryId],
  );
  if (!row?.dueAt) return { answer: "final" };
  if (row.leased) return { answer: row.overdue ? "expired" : "held" };
  if (row.overdue && row.isGated) return { answer: "gated", opensInMs: Math.max(0, row.opensInMs ?? 0) };
  return { answer: "not_due", dueAt: row.dueAt };
};
