import { isGated } from "#domain/subscriptions/slow-lane.ts";
import { OWN_RUNS_MAX } from "#engine/retry/assign-runs.ts";

/** Limits deliveries of one webhook in one shared run. */
export const BACKLOG_MAX = 50;
/** Age of a lost announcement. Doubles with each repeat: 32 minutes at most. */
const OVERDUE_MS = 30_000;
/** Shorter after a crash, because no run knows of the next attempt. */
const INTERRUPTED_OVERDUE_MS = 5_000;

/** SQL: the lease ran out. Settling sends nothing, so it need not wait for a gate. */
export const wasHeld = (d: string) => `${d}.lease_token IS NOT NULL`;
const isInterrupted = (d: string) => `${wasHeld(d)} AND (${d}.announced_at IS NULL OR ${d}.announced_at < ${d}.due_at)`;
const wasNeverAnnounced = (d: string) =>
  `${d}.own_run IS NULL AND (${d}.announced_at IS NULL OR ${d}.announced_at < ${d}.due_at)`;
/** SQL: no run knows of the due delivery `d`. */
export const isUnannounced = (
  d: string,
) => `greatest(${d}.due_at, ${d}.announced_at) <= now() - interval '1 millisecond' * CASE
    WHEN ${isInterrupted(d)} THEN ${INTERRUPTED_OVERDUE_MS}
    WHEN ${wasNeverAnnounced(d)} THEN 0
    ELSE ${OVERDUE_MS} * power(2, least(${d}.generation, 6)) END`;

/**
 * SQL: due deliveries of webhook `s`, oldest first. One index alone serves `= ANY` with this order; with `=`, a plan may read final
 * deliveries of the webhook, or due ones of all webhooks. Conditions stand outside, because they would mislead the estimate.
 */
export const dueRows = (limit: number) => `SELECT * FROM webhook_delivery o
    WHERE o.subscription_id = ANY (ARRAY[s.id]) AND o.due_at <= now() ORDER BY o.subscription_id, o.due_at LIMIT ${limit}`;
/** SQL: deliveries of webhook `s` with their own run, 20 at most. */
export const OWN_ROWS = `SELECT * FROM webhook_delivery o WHERE o.subscription_id = ANY (ARRAY[s.id]) AND o.own_run IS NOT NULL
    AND o.due_at IS NOT NULL ORDER BY o.subscription_id, o.own_run LIMIT ${OWN_RUNS_MAX}`;

/** SQL: webhook `s` has a shared run. */
export const IS_SHARED = `EXISTS (SELECT FROM (${dueRows(2 * BACKLOG_MAX)}) a
    WHERE a.own_run IS NULL AND NOT ${isUnannounced("a")})`;
/** SQL: more deliveries of webhook `s` are due than runs are free. Reads at most 61 rows. */
export const HAS_BACKLOG = `(${isGated("s")} OR (
    SELECT count(*) FROM (${dueRows(2 * OWN_RUNS_MAX + 1)}) b WHERE b.own_run IS NULL
  ) > ${OWN_RUNS_MAX} - (
    SELECT count(*) FROM (${OWN_ROWS}) b))`;
