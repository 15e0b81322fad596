import type { Deps } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";
import type { AttemptToSign } from "#engine/attempt/build-request.ts";
import { withRedactedBodies } from "#engine/attempt/redacted-bodies.ts";
import { CLAIM } from "#engine/claim/claim-deliveries.sql.ts";
import type { StateBefore, Trigger } from "#engine/record/next-state.ts";

/** Rows of one claim, which come with their bodies: a bound for memory. */
export const CLAIM_MAX = 100;

/** A delivery that this process may attempt now, once: attempt number and lease token fence every later write. */
export type ClaimedDelivery = AttemptToSign &
  StateBefore & {
    attemptId: string;
    leaseToken: string;
    /** By this process's clock: later, the lease could end before the attempt does. */
    sendBefore: Date;
    trigger: Trigger;
    test: boolean;
    isProbe: boolean;
    description: string;
    /** Fields that are left out of `body`. */
    redact: readonly string[];
  };

/**
 * Claims those of the deliveries that are due, each once. Cancels deliveries of a webhook that is off, and those whose payload is
 * past retention. Database time is the only clock of leases.
 *
 * A limited webhook (rate, draining backlog, open breaker) has a gate: a claim lets one of its deliveries pass if `gate_at` has
 * come, and moves the gate by a slot of the rate (GCRA), or by a lease while a probe runs. A manual resend to a paused webhook
 * passes at once, as a probe. The other deliveries stay due, uncounted.
 */
export const claimDeliveries = async (
  { sql, settings, workerId, clock }: Pick<Deps, "sql" | "settings" | "clock"> & { workerId: string },
  deliveryIds: readonly string[],
): Promise<ClaimedDelivery[]> => {
  // Before the statement: the lease ends no sooner than counted from here.
  const askedAt = clock().getTime();
  const rows = await sql<ClaimedRow>(CLAIM, [deliveryIds, workerId, settings.attemptTimeoutMs + LEASE_SPARE_MS]);
  return (await withRedactedBodies({ sql }, rows)).map((row) => ({
    ...row,
    attemptId: newId("att"),
    leaseToken: workerId,
    sendBefore: new Date(askedAt + LEASE_SPARE_MS),
  }));
};

type ClaimedRow = Omit<ClaimedDelivery, "attemptId" | "leaseToken" | "sendBefore">;
