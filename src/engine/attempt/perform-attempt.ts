import { buildHeaders } from "#engine/attempt/build-request.ts";
import { classifyOutcome } from "#engine/attempt/classify-outcome.ts";
import type { ClaimedDelivery } from "#engine/claim/claim-deliveries.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { HttpPhase } from "#engine/http-sender.ts";
import { nextState } from "#engine/record/next-state.ts";
import { settleInterrupted } from "#engine/record/settle-interrupted.ts";

/** `applied` is false when the lease was lost meanwhile. `dueAt` is when the row is due again; null = it is over. */
export type Performed = { delivered: boolean; applied: boolean; dueAt: Date | null };

/**
 * One signed POST of a claimed delivery, and its record. A receiver's failure is a value. A fault of our own (a secret that
 * does not open, no file descriptor left, a lease that would end before the attempt) sends nothing, is written down as
 * `interrupted` and tried again soon; a throw means that it could not even be written down: the lease then ends by itself.
 * Once another worker has taken the delivery, nothing is sent and nothing is written.
 */
export const performAttempt = async (
  deps: EngineDeps,
  claimed: ClaimedDelivery,
  { onPhase, onAnswer }: { onPhase?: (phase: HttpPhase) => void; onAnswer?: () => void } = {},
): Promise<Performed> => {
  const { settings } = deps;
  if (deps.clock() >= claimed.sendBefore)
    return interrupted(deps, claimed, "Our own process was too slow to begin this attempt. Nothing was sent.");
  const headers = signedHeaders(deps, claimed);
  if (!headers)
    return interrupted(deps, claimed, "The signing secret of this webhook could not be read. Nothing was sent.");
  const outcome = await deps.http({
    url: claimed.url,
    tenantId: claimed.tenantId,
    headers: headers.sent,
    body: claimed.body,
    timeoutMs: settings.attemptTimeoutMs,
    onPhase,
  });
  onAnswer?.();
  if (outcome.error?.code === "interrupted") return interrupted(deps, claimed, outcome.error.message);
  const endedAt = deps.clock();
  const classified = classifyOutcome(outcome, endedAt);
  const after = nextState(claimed, classified, { ...settings, now: endedAt, random: deps.random() });
  const delivered = classified.kind === "delivered";
  const recorded = await deps.recorder.record({
    claimed,
    requestHeaders: headers.logged,
    outcome,
    endedAt,
    delivered,
    error: delivered ? null : classified.error,
    disable: classified.disable,
    after,
  });
  return { delivered, ...recorded };
};

/** Null when a sealed column does not open: never send unsigned. */
const signedHeaders = ({ secrets, settings, clock, log }: EngineDeps, claimed: ClaimedDelivery) => {
  try {
    return buildHeaders(claimed, { secrets, prefix: settings.headerPrefix, now: clock() });
  } catch (error) {
    log.error(
      { webhook: claimed.subscriptionId, error: (error as Error).message },
      "could not sign: check MASTER_KEYS",
    );
    return null;
  }
};

const interrupted = async (
  deps: EngineDeps,
  { deliveryId, number, leaseToken }: ClaimedDelivery,
  message: string,
): Promise<Performed> => {
  const settled = await settleInterrupted(deps, [deliveryId], { heldBy: leaseToken, number, message });
  const [row] = await deps.sql<{ dueAt: Date | null }>(`SELECT due_at AS "dueAt" FROM webhook_delivery WHERE id = $1`, [
    deliveryId,
  ]);
  return { delivered: false, applied: settled > 0, dueAt: row?.dueAt ?? null };
};
