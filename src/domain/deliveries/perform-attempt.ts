import type { Deps, HttpPhase } from "#domain/context.ts";
import { buildHeaders } from "#domain/deliveries/build-request.ts";
import type { ClaimedDelivery } from "#domain/deliveries/claim-deliveries.ts";
import { classifyOutcome } from "#domain/deliveries/classify-outcome.ts";
import { nextState } from "#domain/deliveries/next-state.ts";

/** `applied` is false when the lease was lost meanwhile. `dueAt` is when the row is due again; null = it is over. */
export type Performed = { delivered: boolean; applied: boolean; dueAt: Date | null };

/**
 * One signed POST of a claimed delivery, and its record. A receiver's failure is a value; a throw is our own fault (a secret
 * that does not open, a database that is away): the lease then ends by itself and the attempt becomes `interrupted`.
 */
export const performAttempt = async (
  deps: Deps,
  claimed: ClaimedDelivery,
  onPhase?: (phase: HttpPhase) => void,
): Promise<Performed> => {
  const { settings } = deps;
  const { sent, logged } = buildHeaders(claimed, {
    secrets: deps.secrets,
    prefix: settings.headerPrefix,
    now: deps.clock(),
  });
  const outcome = await deps.http({
    url: claimed.url,
    tenantId: claimed.tenantId,
    headers: sent,
    body: claimed.body,
    timeoutMs: settings.attemptTimeoutMs,
    onPhase,
  });
  // Nothing was sent, for a reason of our own: not an answer. The lease ends, and the attempt is settled as interrupted.
  if (outcome.error?.code === "interrupted") throw new Error(outcome.error.message);
  const endedAt = deps.clock();
  const classified = classifyOutcome(outcome, endedAt);
  const after = nextState(claimed, classified, { ...settings, now: endedAt, random: deps.random() });
  const delivered = classified.kind === "delivered";
  const recorded = await deps.recorder.record({
    claimed,
    requestHeaders: logged,
    outcome,
    endedAt,
    delivered,
    error: delivered ? null : classified.error,
    disable: classified.disable,
    after,
  });
  return { delivered, ...recorded };
};
