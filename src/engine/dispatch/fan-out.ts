import { setImmediate } from "node:timers/promises";
import { withPackedBodies } from "#domain/body-packing.ts";
import { conversionOf, versionOfBody } from "#domain/event-types/body-version.ts";
import { isOperationalEvent } from "#domain/event-types/operational-event.ts";
import { namesOf } from "#domain/event-types/wildcards.ts";
import { type DerivedEvent, deriveEvents, type SourceEvent } from "#domain/events/derive-events.ts";
import { newId } from "#domain/ids.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";
import { orderLaneOf } from "#domain/order-lane.ts";
import { hostOf } from "#domain/subscriptions/place.ts";
import { createTurns } from "#domain/turns.ts";
import { type BatchedDelivery, toBatched } from "#engine/attempt/attempt-batch.ts";
import { signAhead } from "#engine/attempt/perform-attempt.ts";
import type { FirstClaim } from "#engine/dispatch/attempt-first.ts";
import type { Batch, FannedOut, FilledLane, Place, Subscription, Undispatched } from "#engine/dispatch/batch.ts";
import { STORE, STORE_IN_LANES, STORE_SOURCES } from "#engine/dispatch/fan-out.sql.ts";
import { BODIES_BYTES, readBatch, totalBytes } from "#engine/dispatch/read-batch.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

type NewDelivery = BatchedDelivery & {
  event: SourceEvent | DerivedEvent;
  subscription: Subscription;
  convertTo: string | null;
  /** Claimed at its insert for its first attempt. */
  isFast: boolean;
  order: (Place & FilledLane) | null;
};
export type Piece = { sources: SourceEvent[]; derived: DerivedEvent[]; deliveries: NewDelivery[] };

/** Limits deliveries of one statement, up to one event more. A batch may make 15,000. */
const DELIVERIES_MAX = 2_000;
const DERIVED_BYTES_MAX = 2 * 1024 * 1024;
/** Signing more at once would keep the process from reading PostgreSQL's answer. */
const SIGNED_AHEAD_MAX = 10;

/**
 * Makes one delivery per event and subscribed webhook of its mode, derived events included. The same statement takes the event out of the
 * outbox, and makes deliveries of events only that were in it: a repeat adds nothing.
 *
 * @param first what was read of these events already
 */
export const fanOut = async (
  deps: EngineDeps,
  eventIds: readonly string[],
  first?: Undispatched,
): Promise<FannedOut> => {
  const claims: FirstClaim[] = [];
  const slow: BatchedDelivery[] = [];
  const lanes: FilledLane[] = [];
  try {
    for (let isMore = true, read = first; isMore; read = undefined) {
      const batch = await readBatch(deps, eventIds, read);
      for await (const piece of piecesOf(deps, batch)) {
        const stored = await storePiece(deps, piece, store);
        claims.push(...stored.claims);
        slow.push(...stored.slow);
        lanes.push(...stored.lanes);
      }
      isMore = totalBytes(batch.sources) >= BODIES_BYTES;
    }
  } catch (error) {
    if (claims.length + slow.length + lanes.length === 0) throw error;
    return { claims, slow, lanes, failure: { error } };
  }
  return { claims, slow, lanes, failure: null };
};

/** Matches events to webhooks, in parts that one statement takes. */
export async function* piecesOf(deps: EngineDeps, { sources, subscriptions, places }: Batch) {
  const byTenant = Map.groupBy(subscriptions, ({ tenantId }) => tenantId);
  const turns = createTurns();
  let piece: Piece = { sources: [], derived: [], deliveries: [] };
  for (const source of sources) {
    const subscribed = (byTenant.get(source.tenantId) ?? []).filter(({ mode }) => mode === source.mode);
    const derived = await deriveEvents(source, (event) => subscribed.some((one) => one.events.includes(event)), turns);
    piece.sources.push(source);
    piece.derived.push(...derived);
    piece.deliveries.push(...match(deps, [source, ...derived], subscribed, places.get(source.id)));
    if (!isFull(piece) && source !== sources.at(-1)) continue;
    yield piece;
    piece = { sources: [], derived: [], deliveries: [] };
  }
}

const isFull = ({ derived, deliveries }: Piece): boolean =>
  deliveries.length >= DELIVERIES_MAX || totalBytes(derived) >= DERIVED_BYTES_MAX;

export type Made = { id: string; webhookUpdatedAt: Date | null };

/** @param write stores the piece, and returns its new deliveries */
export const storePiece = async (
  deps: EngineDeps,
  piece: Piece,
  write: (deps: EngineDeps, piece: Piece) => Promise<Made[]>,
): Promise<Omit<FannedOut, "failure">> => {
  // Read before the statement, so that the lease ends no earlier than expected.
  const now = deps.clock();
  const startedAt = performance.now();
  const fast = piece.deliveries
    .filter(({ isFast }) => isFast)
    .map((one) => toClaim(one, { leaseToken: deps.workerId, now }));
  const signFirst = async () => {
    // The statement leaves first.
    await setImmediate();
    signAhead(deps, fast.filter(hasOwnBody).slice(0, SIGNED_AHEAD_MAX));
  };
  const [rows] = await Promise.all([write(deps, piece), signFirst()]);
  const stored = new Map(rows.map(({ id, webhookUpdatedAt }) => [id, webhookUpdatedAt?.getTime()]));
  const made = piece.deliveries.filter(({ deliveryId }) => stored.has(deliveryId));
  const tenantIds = [...new Set(made.map(({ tenantId }) => tenantId))];
  deps.publish(...tenantIds.map((tenantId) => ({ channel: "tenant" as const, tenantId })));
  return {
    claims: fast
      .filter(({ deliveryId }) => stored.has(deliveryId))
      .map((claim) => {
        if (stored.get(claim.deliveryId) === claim.webhookUpdatedAt.getTime()) claim.unchangedAt = startedAt;
        return claim;
      }),
    slow: made.filter(({ isFast, order }) => !isFast && !order).map(toBatched),
    lanes: made.flatMap(({ order }) => order ?? []),
  };
};

/**
 * Keeps failing, limited and hanging webhooks out of the fast lane, since they would delay a batch. Skips operational events about
 * the webhook itself, since each failed one would make another.
 */
const match = (
  { inFlight, pauses, clock }: EngineDeps,
  events: readonly (SourceEvent | DerivedEvent)[],
  subscribed: readonly Subscription[],
  place: Place | undefined,
): NewDelivery[] => {
  const now = clock().getTime();
  return events.flatMap((event) => {
    const names = namesOf(event.event, { isDerived: "sourceEventId" in event });
    const stored = versionOfBody(event.body);
    const orderLane = place ? orderLaneOf(event) : null;
    return subscribed
      .filter((one) => names.some((name) => one.events.includes(name)) && !isAboutItself(event, one))
      .map((subscription) => {
        const { subscriptionId, url, apiVersion, ordered, isSlow } = subscription;
        const host = hostOf(url);
        const isFast = !isSlow && inFlight.isFast(subscription) && !pauses.isPaused({ ...subscription, host });
        const order = ordered && place && orderLane !== null ? { ...place, subscriptionId, orderLane, isFast } : null;
        return {
          deliveryId: newId("dlv", now),
          subscriptionId,
          tenantId: event.tenantId,
          host,
          event,
          subscription,
          convertTo: conversionOf(stored, apiVersion),
          isFast: isFast && order === null,
          order,
        };
      });
  });
};

const isAboutItself = ({ event, resourceId }: SourceEvent, { subscriptionId }: Subscription) =>
  isOperationalEvent(event) && resourceId === subscriptionId;

/** Builds the same claim that `claimDeliveries` would read. */
const toClaim = (
  { deliveryId, host, event: { id: eventId, event, body, traceParent }, subscription, convertTo }: NewDelivery,
  { leaseToken, now }: { leaseToken: string; now: Date },
): FirstClaim => ({
  ...subscription,
  deliveryId,
  host,
  eventId,
  event,
  body,
  traceParent,
  convertTo,
  attemptId: newId("att", now.getTime()),
  leaseToken,
  sendBefore: new Date(now.getTime() + LEASE_SPARE_MS),
  number: 1,
  trigger: "automatic",
  status: "pending",
  failures: 0,
  test: false,
  isProbe: false,
  createdAt: now,
  orderLane: null,
  unchangedAt: Number.NEGATIVE_INFINITY,
});

/** False for an older API version or hidden fields: the body is made when the attempt begins. */
const hasOwnBody = ({ convertTo, redact }: FirstClaim) => convertTo === null && redact.length === 0;

const store = (deps: EngineDeps, piece: Piece) => {
  const { sources, derived, deliveries } = piece;
  const values = {
    ...deliveriesOf(deps, piece),
    sources: sources.map(({ id, tenantId }) => ({ eventId: id, tenantId })),
    derived: withPackedBodies(deps.bodyPacking, derived),
  };
  const hasLanes = deliveries.some(({ order }) => order !== null);
  const write = hasLanes ? STORE_IN_LANES : derived.length > 0 ? STORE : STORE_SOURCES;
  return deps.sql<Made>(...write(values));
};

export const leaseOf = ({ settings, workerId }: EngineDeps) => ({
  leaseToken: workerId,
  leaseMs: settings.attemptTimeoutMs + LEASE_SPARE_MS,
});

export const deliveriesOf = (deps: EngineDeps, { deliveries }: Piece) => ({
  ...leaseOf(deps),
  deliveries: deliveries.map(({ deliveryId, tenantId, subscriptionId, event, convertTo, isFast, order }) => ({
    id: deliveryId,
    tenantId,
    mode: event.mode,
    subscriptionId,
    eventId: event.id,
    sourceId: "sourceEventId" in event ? event.sourceEventId : event.id,
    event: event.event,
    variant: convertTo,
    isFast,
    orderLane: order?.orderLane ?? null,
    orderNo: order?.orderNo ?? null,
    orderAt: order?.orderAt ?? null,
  })),
});
