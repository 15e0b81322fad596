import { isSendingPaused } from "#domain/pauses/sending-paused.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import type { Place } from "#domain/subscriptions/place.ts";
import { IN_SLOW_LANE } from "#domain/subscriptions/slow-lane.ts";
import {
  type BatchedDelivery,
  createAttemptBatch,
  type DueDelivery,
  toBatched,
} from "#engine/attempt/attempt-batch.ts";
import { withVariantBodies } from "#engine/attempt/variant-bodies.ts";
import { CLAIM_MAX } from "#engine/claim/claim-deliveries.ts";
import type { ClaimedDelivery } from "#engine/claim/claimed-delivery.ts";
import type { Taken } from "#engine/claim/in-flight.ts";
import { releaseClaims } from "#engine/claim/release-leases.ts";
import { attemptInOrder } from "#engine/dispatch/attempt-in-order.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/** `unchangedAt`: instant of `performance.now()` at which the webhook was as it was read; -∞ = it changed. */
export type FirstClaim = ClaimedDelivery & Place & { webhookUpdatedAt: Date; unchangedAt: number };

/** `open`: attempts that failed or still run. `released`: due now, not counted. */
export type FirstAttempts = { open: DueDelivery[]; released: BatchedDelivery[] };

const STEP_MS = 1_000;
/** Age of a look at the webhook that is new enough for an attempt: fan-out looks, and an idle system begins at once. */
const UNCHANGED_MS = 20;

/**
 * Begins first attempts within the caps of each webhook, tenant and host. Releases claims that find no place before `stopAfterMs`,
 * and claims whose webhook changed after fan-out.
 *
 * @param heads due deliveries of lanes, not claimed
 */
export const attemptFirst = async (
  deps: EngineDeps,
  claims: readonly FirstClaim[],
  stopAfterMs = STEP_MS,
  heads: readonly BatchedDelivery[] = [],
): Promise<FirstAttempts> => {
  const batch = createAttemptBatch(deps, stopAfterMs);
  const changed: FirstClaim[] = [];
  let waiting = claims;
  const [left] = await Promise.all([attemptInOrder(deps, batch, heads), attemptClaims()]);
  const open = await batch.end();
  const released = [...changed, ...waiting];
  await releaseClaims(deps, released);
  return { open, released: [...released.map(toBatched), ...left] };

  async function attemptClaims(): Promise<void> {
    while (waiting.length > 0 && !batch.isTimeUp()) {
      // Listen before entering: another batch may free a place meanwhile.
      const freed = deps.inFlight.whenFreed();
      const { entered, blocked } = enterFastLane(deps, waiting);
      waiting = blocked;
      if (entered.length > 0) changed.push(...(await begin(entered)));
      if (waiting.length > 0 && entered.length < CLAIM_MAX) await Promise.race([batch.deadline, freed]);
    }
  }

  async function begin(entered: readonly Entered[]): Promise<FirstClaim[]> {
    const begun = await findBeginnable(
      deps,
      entered.map(({ claim }) => claim),
    ).catch((error) => {
      for (const { taken } of entered) taken.leave();
      throw error;
    });
    const byId = new Map(begun.map((claim) => [claim.deliveryId, claim]));
    const unbegun: FirstClaim[] = [];
    for (const { claim, taken } of entered) {
      const unchanged = byId.get(claim.deliveryId);
      if (unchanged) {
        await batch.begin(claim, unchanged, taken);
      } else {
        taken.leave();
        unbegun.push(claim);
      }
    }
    return unbegun;
  }
};

type Entered = { claim: FirstClaim; taken: Taken };

const enterFastLane = ({ inFlight }: EngineDeps, claims: readonly FirstClaim[]) => {
  const entered: Entered[] = [];
  const blocked: FirstClaim[] = [];
  for (const claim of claims) {
    const taken = entered.length < CLAIM_MAX ? inFlight.enter(claim, "fast") : null;
    if (taken) entered.push({ claim, taken });
    else blocked.push(claim);
  }
  return { entered, blocked };
};

/** Makes variants of bodies here, because the variants of a whole batch need too much memory. */
const findBeginnable = async ({ sql }: EngineDeps, claims: readonly FirstClaim[]): Promise<FirstClaim[]> => {
  const isFresh = ({ unchangedAt }: FirstClaim) => performance.now() - unchangedAt < UNCHANGED_MS;
  const unchanged = claims.every(isFresh) ? claims : await findUnchanged(sql, claims);
  return withVariantBodies({ sql }, unchanged);
};

const findUnchanged = async (sql: EngineDeps["sql"], claims: readonly FirstClaim[]): Promise<FirstClaim[]> => {
  const webhooks = new Map(claims.map(({ subscriptionId, webhookUpdatedAt }) => [subscriptionId, webhookUpdatedAt]));
  const seen = [...webhooks].map(([id, updatedAt]) => ({ id, updatedAt }));
  const rows = await sql<{ id: string }>(...UNCHANGED({ seen }));
  const unchanged = new Set(rows.map(({ id }) => id));
  return claims.filter(({ subscriptionId }) => unchanged.has(subscriptionId));
};

const UNCHANGED = statement(
  { seen: rowsOf<{ id: string; updatedAt: Date }>({ id: "text", updatedAt: "timestamptz" }) },
  ({ seen }) => `
SELECT s.id FROM webhook_subscription s JOIN ${seen.as("r")} USING (id, updated_at)
WHERE active AND deleted_at IS NULL AND NOT ${IN_SLOW_LANE} AND NOT ${isSendingPaused("s")}`,
);
