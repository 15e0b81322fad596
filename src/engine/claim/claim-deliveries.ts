import type { Deps } from "#domain/context.ts";
import type { BodyForm } from "#domain/deliveries/body-variant.ts";
import { newId } from "#domain/ids.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { unpackBody } from "#domain/packed-body.ts";
import type { AttemptToSign } from "#engine/attempt/build-request.ts";
import { withVariantBodies } from "#engine/attempt/variant-bodies.ts";
import { CLAIM, CLAIM_TRACED } from "#engine/claim/claim-deliveries.sql.ts";
import type { StateBefore, Trigger } from "#engine/record/next-state.ts";

/** Limits memory: claimed rows come with their bodies. */
export const CLAIM_MAX = 100;

/** Permits one attempt by this process. Attempt number and lease token fence every later write. */
export type ClaimedDelivery = AttemptToSign &
  StateBefore &
  BodyForm & {
    mode: Mode;
    attemptId: string;
    leaseToken: string;
    /** Clock of this process. A later attempt could outlive the lease. */
    sendBefore: Date;
    trigger: Trigger;
    test: boolean;
    isProbe: boolean;
    description: string;
    /** Lane of an ordered delivery. */
    orderLane: string | null;
    /** W3C traceparent of the request that brought the event. Null = not traced, or tracing is off here. */
    traceParent: string | null;
  };

/**
 * Claims due deliveries, each once, by database time. Leaves those whose sending is paused. Cancels deliveries of a webhook that is off or whose payload has expired.
 *
 * A limited webhook (rate, draining backlog, open breaker) has a gate. Each claim lets one delivery pass after `gate_at` and moves
 * `gate_at` by a slot of the rate (GCRA), or by a lease for a probe. A manual resend to a paused webhook passes at once as a probe.
 */
export const claimDeliveries = async (
  {
    sql,
    settings,
    workerId,
    clock,
    traceparent,
  }: Pick<Deps, "sql" | "settings" | "clock" | "traceparent"> & { workerId: string },
  deliveryIds: readonly string[],
): Promise<ClaimedDelivery[]> => {
  // Read before the statement, so that the lease ends no earlier than expected.
  const askedAt = clock().getTime();
  const leaseMs = settings.attemptTimeoutMs + LEASE_SPARE_MS;
  const claim = traceparent ? CLAIM_TRACED : CLAIM;
  const claimed = await sql<ClaimedRow>(...claim({ deliveryIds, leaseToken: workerId, leaseMs }));
  const rows = claimed.map((row) => ({ ...row, body: unpackBody(row.body, row) }));
  return (await withVariantBodies({ sql }, rows)).map((row) => ({
    ...row,
    attemptId: newId("att"),
    leaseToken: workerId,
    sendBefore: new Date(askedAt + LEASE_SPARE_MS),
  }));
};

type ClaimedRow = Omit<ClaimedDelivery, "attemptId" | "leaseToken" | "sendBefore">;
