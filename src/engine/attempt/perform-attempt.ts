import { PAUSED_BY_OPERATOR } from "#domain/pauses/sending-paused.ts";
import { statement } from "#domain/sql/statement.ts";
import { hostOf } from "#domain/subscriptions/place.ts";
import { logAttempt, logInterrupted } from "#engine/attempt/attempt-line.ts";
import { buildHeaders, type SignedHeaders } from "#engine/attempt/build-request.ts";
import { classifyOutcome } from "#engine/attempt/classify-outcome.ts";
import type { ClaimedDelivery } from "#engine/claim/claimed-delivery.ts";
import type { Lane } from "#engine/claim/in-flight.ts";
import { releaseClaims } from "#engine/claim/release-leases.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { HttpWatch } from "#engine/http-sender.ts";
import { nextState } from "#engine/record/next-state.ts";
import { settleInterrupted } from "#engine/record/settle-interrupted.ts";

/** `applied` is false after a lost lease. `dueAt` null = final. `isPaused`: nothing was sent, because sending is paused. */
export type Performed = { delivered: boolean; applied: boolean; dueAt: Date | null; isPaused?: true };

/**
 * Sends one signed POST and records it. A fault of this process (unreadable secret, no file descriptor, too late for the lease) sends
 * nothing: the attempt is `interrupted` and due again soon. Throws only when the result could not be recorded.
 */
export const performAttempt = async (
  deps: EngineDeps,
  claimed: ClaimedDelivery,
  { lane = "test", watch, onAnswer }: { lane?: Lane; watch?: HttpWatch; onAnswer?: () => void } = {},
): Promise<Performed> => {
  const { settings } = deps;
  // Claimed before the pause: the operator was promised that no attempt begins.
  if (deps.pauses.isPaused({ ...claimed, host: hostOf(claimed.url) })) return leavePaused(deps, claimed);
  if (deps.clock() >= claimed.sendBefore)
    return interrupted(deps, claimed, lane, "Our own process was too slow to begin this attempt. Nothing was sent.");
  const ready = signed.has(claimed) ? signed.get(claimed) : signedHeaders(deps, claimed);
  const headers = deps.traceAttempt ? withTrace(ready, deps.traceAttempt(claimed)) : ready;
  if (!headers)
    return interrupted(deps, claimed, lane, "The signing secret of this webhook could not be read. Nothing was sent.");
  const outcome = await deps.http({
    url: claimed.url,
    tenantId: claimed.tenantId,
    headers: headers.sent,
    body: claimed.body,
    timeoutMs: settings.attemptTimeoutMs,
    ...watch,
  });
  onAnswer?.();
  if (outcome.error?.code === "interrupted") return interrupted(deps, claimed, lane, outcome.error.message);
  const endedAt = deps.clock();
  const classified = classifyOutcome(outcome, endedAt);
  const after = nextState(claimed, classified, { ...settings, now: endedAt, random: deps.random() });
  const delivered = classified.kind === "delivered";
  const error = delivered ? null : classified.error;
  const recorded = await deps.recorder.record({
    claimed,
    requestHeaders: headers.logged,
    outcome,
    endedAt,
    delivered,
    error,
    disable: classified.disable,
    after,
  });
  logAttempt(deps.log, { claimed, lane, outcome, endedAt, delivered, error, status: after.status, ...recorded });
  return { delivered, ...recorded };
};

/** Headers that were made before their attempt. A claim with another body is another object. */
const signed = new WeakMap<ClaimedDelivery, SignedHeaders | null>();

/** Signs claims while PostgreSQL waits for the disk. An attempt that was not signed ahead is signed when it begins. */
export const signAhead = (deps: EngineDeps, claims: readonly ClaimedDelivery[]): void => {
  for (const claimed of claims) signed.set(claimed, signedHeaders(deps, claimed));
};

/** Returns null when a secret does not open: requests never go out unsigned. */
const signedHeaders = ({ secrets, settings, clock, log }: EngineDeps, claimed: ClaimedDelivery) => {
  try {
    return buildHeaders(claimed, { secrets, prefix: settings.headerPrefix, now: clock() });
  } catch (error) {
    log.error({ webhookId: claimed.subscriptionId, err: error }, "could not sign: check MASTER_KEYS");
    return null;
  }
};

/** Gives the claim back, uncounted. A test ends, because a test that is sent later tells its person nothing. */
const leavePaused = async (deps: EngineDeps, claimed: ClaimedDelivery): Promise<Performed> => {
  if (claimed.test) await deps.sql(...END_PAUSED_TEST({ ...claimed }));
  else await releaseClaims(deps, [claimed]);
  return { delivered: false, applied: true, dueAt: claimed.test ? null : deps.clock(), isPaused: true };
};

const END_PAUSED_TEST = statement(
  { deliveryId: "text", leaseToken: "text" },
  ({ deliveryId, leaseToken }) => `
UPDATE webhook_delivery SET status = 'canceled', reason = '${PAUSED_BY_OPERATOR}', due_at = NULL, lease_token = NULL, attempts = 0,
  last_attempt_at = NULL
WHERE id = ${deliveryId} AND lease_token = ${leaseToken}`,
);

const interrupted = async (
  deps: EngineDeps,
  claimed: ClaimedDelivery,
  lane: Lane,
  message: string,
): Promise<Performed> => {
  const { deliveryId, number, leaseToken } = claimed;
  const settled = await settleInterrupted(deps, [deliveryId], { heldBy: leaseToken, number, message });
  const [row] = await deps.sql<{ dueAt: Date | null }>(`SELECT due_at AS "dueAt" FROM webhook_delivery WHERE id = $1`, [
    deliveryId,
  ]);
  const dueAt = row?.dueAt ?? null;
  logInterrupted(deps.log, claimed, { lane, reason: message, nextAttemptAt: dueAt });
  return { delivered: false, applied: settled > 0, dueAt };
};

/** A header of this name that the tenant has set stays. */
const withTrace = (headers: SignedHeaders | null | undefined, traceparent: string | null) => {
  if (!headers || traceparent === null || Object.keys(headers.sent).some((name) => /^traceparent$/i.test(name)))
    return headers;
  return { sent: { traceparent, ...headers.sent }, logged: { traceparent, ...headers.logged } };
};
