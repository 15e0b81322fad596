import type { Deps } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";
import { unpackIfReadable, whyUnreadable } from "#domain/packed-body.ts";
import { withVariantBodies } from "#engine/attempt/variant-bodies.ts";
import { CLAIM, CLAIM_TRACED } from "#engine/claim/claim-deliveries.sql.ts";
import type { ClaimedDelivery } from "#engine/claim/claimed-delivery.ts";
import { settleInterrupted } from "#engine/record/settle-interrupted.ts";

/** Limits memory: claimed rows come with their bodies. */
export const CLAIM_MAX = 100;

/**
 * Claims due deliveries, each once, by database time. Leaves those whose sending is paused. Cancels deliveries of a webhook that is off or
 * whose payload has expired. A delivery whose stored body is unreadable is settled as our own fault, as with an unreadable secret, and left out.
 *
 * A limited webhook (rate, draining backlog, open breaker) has a gate. Each claim lets one delivery pass after `gate_at` and moves
 * `gate_at` by a slot of the rate (GCRA), or by a lease for a probe. A manual resend to a paused webhook passes at once as a probe.
 */
export const claimDeliveries = async (deps: ClaimDeps, deliveryIds: readonly string[]): Promise<ClaimedDelivery[]> => {
  const { sql, settings, workerId, clock, traceparent } = deps;
  // Read before the statement, so that the lease ends no earlier than expected.
  const askedAt = clock().getTime();
  const leaseMs = settings.attemptTimeoutMs + LEASE_SPARE_MS;
  const claim = traceparent ? CLAIM_TRACED : CLAIM;
  const claimed = await sql<ClaimedRow>(...claim({ deliveryIds, leaseToken: workerId, leaseMs }));
  const rows: (ClaimedRow & { body: Uint8Array })[] = [];
  const unreadable: ClaimedRow[] = [];
  for (const row of claimed) {
    const body = unpackIfReadable(row.body, row);
    if (body) rows.push({ ...row, body });
    else unreadable.push(row);
  }
  if (unreadable.length > 0) await Promise.all(unreadable.map((row) => settleUnreadable(deps, row)));
  return (await withVariantBodies({ sql }, rows)).map((row) => ({
    ...row,
    attemptId: newId("att"),
    leaseToken: workerId,
    sendBefore: new Date(askedAt + LEASE_SPARE_MS),
  }));
};

type ClaimDeps = Pick<
  Deps,
  "sql" | "settings" | "clock" | "traceparent" | "random" | "publish" | "log" | "bodyPacking"
> & { workerId: string };
type ClaimedRow = Omit<ClaimedDelivery, "attemptId" | "leaseToken" | "sendBefore" | "body"> & {
  body: Uint8Array | null;
};

const UNREADABLE = "The stored body of this event could not be read. Nothing was sent.";

const settleUnreadable = async (deps: ClaimDeps, { deliveryId, eventId, tenantId, number, body }: ClaimedRow) => {
  const why = body && whyUnreadable(body);
  deps.log.error(
    { deliveryId, eventId, tenantId, why },
    "the stored body of an event cannot be read; nothing was sent",
  );
  await settleInterrupted(deps, [deliveryId], { heldBy: deps.workerId, number, message: UNREADABLE }).catch(
    (error: Error) => deps.log.warn({ deliveryId, err: error }, "the attempt is settled when its lease ends"),
  );
};
