import { conversionOf, versionOfBody } from "#domain/event-types/body-version.ts";
import { isOperationalEvent } from "#domain/event-types/operational-event.ts";
import { namesOf } from "#domain/event-types/wildcards.ts";
import { type DerivedEvent, deriveEvents, type SourceEvent } from "#domain/events/derive-events.ts";
import { newId } from "#domain/ids.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { type Lane, orderLaneOf } from "#domain/order-lane.ts";
import { hostOf } from "#domain/subscriptions/place.ts";
import { createTurns } from "#domain/turns.ts";
import { type BatchedDelivery, toBatched } from "#engine/attempt/attempt-batch.ts";
import type { SigningSubscription } from "#engine/attempt/build-request.ts";
import type { FirstClaim } from "#engine/dispatch/attempt-first.ts";
import { STORE, STORE_IN_LANES, TAKE_EARLIER, UNDISPATCHED } from "#engine/dispatch/fan-out.sql.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/** Lane with new deliveries. `isFast`: its first attempts may use the fast lane of the caps. */
export type FilledLane = Lane & { isFast: boolean };

/**
 * `slow` deliveries are due now. Deliveries of `lanes` wait until their lane is advanced. `failure` means that some events are still in
 * the outbox.
 */
export type FannedOut = {
  claims: FirstClaim[];
  slow: BatchedDelivery[];
  lanes: FilledLane[];
  failure: { error: unknown } | null;
};

type Subscription = SigningSubscription & {
  mode: Mode;
  description: string;
  redact: string[];
  apiVersion: string;
  events: string[];
  webhookUpdatedAt: Date;
  isSlow: boolean;
  ordered: boolean;
};
/** Place of an event among the events of its resource. */
type Place = { orderNo: string; orderAt: Date | null };
type Places = ReadonlyMap<string, Place>;
type NewDelivery = BatchedDelivery & {
  event: SourceEvent | DerivedEvent;
  subscription: Subscription;
  convertTo: string | null;
  /** Claimed at its insert for its first attempt. */
  isFast: boolean;
  order: (Place & FilledLane) | null;
};
type Piece = { sources: SourceEvent[]; derived: DerivedEvent[]; deliveries: NewDelivery[] };

/** Bodies read at once, up to one body more. Derived bodies take several times as much. */
const BODIES_BYTES = 8 * 1024 * 1024;
/** Limits deliveries of one statement, up to one event more. A batch may make 15,000. */
const DELIVERIES_MAX = 2_000;
const DERIVED_BYTES_MAX = 2 * 1024 * 1024;

/**
 * Makes one delivery per event and subscribed webhook of its mode, derived events included. The same statement takes the event out of the
 * outbox, so a repeat adds nothing.
 */
export const fanOut = async (deps: EngineDeps, eventIds: readonly string[]): Promise<FannedOut> => {
  const claims: FirstClaim[] = [];
  const slow: BatchedDelivery[] = [];
  const lanes: FilledLane[] = [];
  try {
    for (let isMore = true; isMore; ) {
      const batch = await readBatch(deps, eventIds);
      for await (const stored of storePieces(deps, batch)) {
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

type Batch = { sources: SourceEvent[]; subscriptions: Subscription[]; places: Places };

/** Reads a batch. Tenants with an ordered webhook get earlier events of the same resources too, and all sources in order. */
const readBatch = async (deps: EngineDeps, eventIds: readonly string[]): Promise<Batch> => {
  const read = await readUndispatched(deps, eventIds);
  const tenantIds = [...new Set(read.subscriptions.flatMap(({ ordered, tenantId }) => (ordered ? tenantId : [])))];
  if (tenantIds.length === 0) return { ...read, places: NO_PLACES };
  const rows = await deps.sql<Place & { id: string; isEarlier: boolean }>(...TAKE_EARLIER({ eventIds, tenantIds }));
  const places = new Map(rows.map(({ id, orderNo, orderAt }) => [id, { orderNo, orderAt }]));
  const earlier = rows.flatMap(({ id, isEarlier }) => (isEarlier ? id : []));
  const { sources, subscriptions } =
    earlier.length === 0 ? read : await readUndispatched(deps, [...earlier, ...eventIds]);
  // A failure between two pieces must leave the later events in the outbox, not the earlier ones.
  return {
    sources: sources.toSorted((a, b) => comparePlaces(places.get(a.id), places.get(b.id))),
    subscriptions,
    places,
  };
};

const NO_PLACES: Places = new Map();

const comparePlaces = (a: Place | undefined, b: Place | undefined): number => {
  const difference = BigInt(a?.orderNo ?? 0) - BigInt(b?.orderNo ?? 0);
  if (difference !== 0n) return difference < 0n ? -1 : 1;
  return (a?.orderAt?.getTime() ?? 0) - (b?.orderAt?.getTime() ?? 0);
};

type UndispatchedRow = (SourceEvent & { subscriptionId: null }) | Subscription;

const readUndispatched = async ({ sql }: EngineDeps, eventIds: readonly string[]) => {
  const rows = await sql<UndispatchedRow>(...UNDISPATCHED({ eventIds, bytesMax: BODIES_BYTES }));
  const sources: SourceEvent[] = [];
  const subscriptions: Subscription[] = [];
  for (const row of rows) {
    if (row.subscriptionId === null) sources.push(row);
    else subscriptions.push(row);
  }
  return { sources, subscriptions };
};

async function* storePieces(deps: EngineDeps, { sources, subscriptions, places }: Batch) {
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
    yield await storePiece(deps, piece);
    piece = { sources: [], derived: [], deliveries: [] };
  }
}

const isFull = ({ derived, deliveries }: Piece): boolean =>
  deliveries.length >= DELIVERIES_MAX || totalBytes(derived) >= DERIVED_BYTES_MAX;

const totalBytes = (events: readonly { body: Uint8Array }[]) =>
  events.reduce((bytes, { body }) => bytes + body.byteLength, 0);

const storePiece = async (deps: EngineDeps, piece: Piece): Promise<Omit<FannedOut, "failure">> => {
  // Read before the statement, so that the lease ends no earlier than expected.
  const now = deps.clock();
  const stored = new Set((await store(deps, piece)).map(({ id }) => id));
  const made = piece.deliveries.filter(({ deliveryId }) => stored.has(deliveryId));
  const tenantIds = [...new Set(made.map(({ tenantId }) => tenantId))];
  deps.publish(...tenantIds.map((tenantId) => ({ channel: "tenant" as const, tenantId })));
  return {
    claims: made.filter(({ isFast }) => isFast).map((one) => toClaim(one, { leaseToken: deps.workerId, now })),
    slow: made.filter(({ isFast, order }) => !isFast && !order).map(toBatched),
    lanes: made.flatMap(({ order }) => order ?? []),
  };
};

/**
 * Keeps failing, limited and hanging webhooks out of the fast lane, since they would delay a batch. Skips operational events about
 * the webhook itself, since each failed one would make another.
 */
const match = (
  { inFlight, clock }: EngineDeps,
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
        const isFast = !isSlow && inFlight.isFast(subscription);
        const order = ordered && place && orderLane !== null ? { ...place, subscriptionId, orderLane, isFast } : null;
        return {
          deliveryId: newId("dlv", now),
          subscriptionId,
          tenantId: event.tenantId,
          host: hostOf(url),
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
  { deliveryId, host, event: { id: eventId, event, body }, subscription, convertTo }: NewDelivery,
  { leaseToken, now }: { leaseToken: string; now: Date },
): FirstClaim => ({
  ...subscription,
  deliveryId,
  host,
  eventId,
  event,
  body,
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
});

const store = ({ sql, settings, workerId }: EngineDeps, { sources, derived, deliveries }: Piece) => {
  const values = {
    sources: sources.map(({ id, tenantId }) => ({ eventId: id, tenantId })),
    derived,
    deliveries: deliveries.map(({ deliveryId, tenantId, subscriptionId, event, convertTo, isFast, order }) => ({
      id: deliveryId,
      tenantId,
      mode: event.mode,
      subscriptionId,
      eventId: event.id,
      event: event.event,
      variant: convertTo,
      isFast,
      orderLane: order?.orderLane ?? null,
      orderNo: order?.orderNo ?? null,
      orderAt: order?.orderAt ?? null,
    })),
    leaseToken: workerId,
    leaseMs: settings.attemptTimeoutMs + LEASE_SPARE_MS,
  };
  const hasLanes = deliveries.some(({ order }) => order !== null);
  return sql<{ id: string }>(...(hasLanes ? STORE_IN_LANES(values) : STORE(values)));
};
