import type { Deps } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { logInterrupted } from "#engine/attempt/attempt-line.ts";
import { type Ended, failedDeliveryEvents, tellFailed } from "#engine/record/failed-delivery-events.ts";
import { retryDelayMs } from "#engine/retry/retry-schedule.ts";

/** Our own faults do not use up a receiver's retries, but a request that kills its worker must not be sent for ever. */
const INTERRUPTIONS_PER_FAILURE = 5;

type Interrupted = Ended["claimed"] & { failures: number; interruptions: number };

/** What a process that could not send tries again after, doubled with each time: the fault may last. */
const OWN_FAULT_WAIT_MS = 2_000;
const STOPPED = "Our own process stopped during this attempt. It does not count against the receiver.";

/** Settles the one attempt that is held under that token and could not be sent, and says why in words for a tenant. */
type OwnFault = { heldBy: string; number: number; message: string };

/**
 * Deliveries whose lease ran out: the process died, or froze, during the attempt. The attempt becomes `interrupted`, and
 * the delivery is due at once; the fifth interruption in a row counts as a failure, and may be the last. Safe to repeat: a row is
 * settled only while the attempt that was seen is still its last one. Returns how many were settled.
 */
export const settleInterrupted = async (
  deps: Pick<Deps, "sql" | "random" | "settings" | "clock" | "publish" | "log">,
  deliveryIds: readonly string[],
  own: OwnFault | null = null,
): Promise<number> => {
  const { sql, random, settings, publish } = deps;
  const heldBy = own?.heldBy ?? null;
  const rows = await sql<Interrupted>(HELD, [deliveryIds, heldBy, own?.number ?? null]);
  if (rows.length === 0) return 0;
  const message = own?.message ?? STOPPED;
  const settled = rows.map((row) => settledState(row, random(), settings, own !== null));
  const error = { code: "interrupted", message };
  const news = failedDeliveryEvents(
    deps,
    settled.map((after, index) => ({ claimed: rows[index] ?? after, error, after })),
  );
  const written = await sql<{ id: string }>(news.count > 0 ? SETTLE_AND_TELL : SETTLE, [
    settled.map(({ deliveryId }) => deliveryId),
    settled.map(({ number }) => number),
    settled.map(({ status }) => status),
    settled.map(({ failures }) => failures),
    settled.map(({ interruptions }) => interruptions),
    settled.map(({ dueInMs }) => dueInMs),
    heldBy,
    message,
    settled.map(() => newId("att")),
    ...news.columns,
  ]);
  if (news.count > 0) publish({ channel: "events" });
  // The process that settles a fault of its own knows more about it, and logs it.
  if (!own) {
    const ids = new Set(written.map(({ id }) => id));
    for (const row of rows.filter(({ deliveryId }) => ids.has(deliveryId)))
      logInterrupted(deps.log, row, { lane: null, reason: message, nextAttemptAt: null });
  }
  return written.length;
};

/** An attempt that is over and has no answer: its lease has run out, or the process that still holds it says so. */
const ENDED = (heldBy: string) =>
  `due_at IS NOT NULL AND lease_token = coalesce(${heldBy}, lease_token) AND (due_at <= now() OR ${heldBy} IS NOT NULL)`;

/** Named first, so that what is due in general is not searched for these. */
const HELD = `
WITH named AS MATERIALIZED (SELECT * FROM webhook_delivery WHERE id = ANY($1))
SELECT d.id AS "deliveryId", d.tenant_id AS "tenantId", d.subscription_id AS "subscriptionId", d.event_id AS "eventId", d.event,
  d.attempts AS number, d.status, d.test, d.failures, d.interruptions, s.url, s.description
FROM named d JOIN webhook_subscription s ON s.id = d.subscription_id
WHERE ${ENDED("$2")} AND d.attempts = coalesce($3, d.attempts) ORDER BY d.id`;

const settledState = (
  row: Interrupted,
  random: number,
  settings: Deps["settings"],
  isOwn: boolean,
): Interrupted & { dueInMs: number | null } => {
  const wasFinal = !["pending", "retrying"].includes(row.status);
  if (row.test) return { ...row, status: "failed", dueInMs: null };
  const interruptions = row.interruptions + 1;
  if (interruptions < INTERRUPTIONS_PER_FAILURE)
    return { ...row, interruptions, dueInMs: isOwn ? OWN_FAULT_WAIT_MS * 2 ** (interruptions - 1) : 0 };
  const failures = row.failures + 1;
  const delay = wasFinal ? null : retryDelayMs(failures, { ...settings, random });
  const status = delay !== null ? "retrying" : row.status === "delivered" ? "delivered" : "failed";
  return { ...row, interruptions: 0, failures, status, dueInMs: delay };
};

const settleStatement = (more: string) => `
WITH seen AS (
  SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::int[], $5::int[], $6::float8[], $9::text[])
    AS s(id, attempts, status, failures, interruptions, due_in_ms, attempt_id)
), held AS (
  SELECT d.* FROM webhook_delivery d JOIN seen s ON s.id = d.id AND s.attempts = d.attempts
  WHERE ${ENDED("$7")}
  ORDER BY d.id FOR NO KEY UPDATE OF d
), attempt AS (
  INSERT INTO webhook_attempt (id, tenant_id, delivery_id, number, trigger, requested_by, url, outcome, started_at, ended_at,
    error_code, error_message)
  SELECT s.attempt_id, h.tenant_id, h.id, h.attempts, h.next_trigger, h.requested_by, w.url, 'interrupted', coalesce(h.last_attempt_at, now()), now(),
    'interrupted', $8
  FROM held h JOIN seen s USING (id) JOIN webhook_subscription w ON w.id = h.subscription_id
  ON CONFLICT (delivery_id, number) DO NOTHING
), delivery AS (
  UPDATE webhook_delivery d SET status = s.status, failures = s.failures, interruptions = s.interruptions, lease_token = NULL,
    reason = CASE WHEN s.status = 'failed' AND d.status <> 'failed' THEN 'interrupted' ELSE d.reason END,
    due_at = now() + s.due_in_ms * interval '1 millisecond',
    next_trigger = CASE WHEN s.due_in_ms IS NULL THEN 'automatic' ELSE d.next_trigger END,
    requested_by = CASE WHEN s.due_in_ms IS NULL THEN NULL ELSE d.requested_by END
  FROM held JOIN seen s USING (id) WHERE d.id = held.id RETURNING d.id, d.attempts AS number
)${more}
SELECT id FROM delivery`;

const SETTLE = settleStatement("");
const SETTLE_AND_TELL = settleStatement(`, ${tellFailed(10)}`);
