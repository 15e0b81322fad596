import { isOperationalEvent } from "#domain/event-types/operational-event.ts";
import { type DerivedEvent, deriveEvents, type SourceEvent } from "#domain/events/derive-events.ts";
import { newId } from "#domain/ids.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";
import { packBytes } from "#domain/pack-bytes.ts";
import { hostOf } from "#domain/subscriptions/place.ts";
import { createTurns } from "#domain/turns.ts";
import { type BatchedDelivery, toBatched } from "#engine/attempt/attempt-batch.ts";
import type { SigningSubscription } from "#engine/attempt/build-request.ts";
import type { FirstClaim } from "#engine/dispatch/attempt-first.ts";
import { STORE, UNDISPATCHED } from "#engine/dispatch/fan-out.sql.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/**
 * `claims`: deliveries of the fast lane, claimed for their first attempt. `slow`: deliveries of the slow lane, due now.
 * `failure`: the batch was fanned out in part, and the rest of it is still in the outbox.
 */
export type FannedOut = { claims: FirstClaim[]; slow: BatchedDelivery[]; failure: { error: unknown } | null };

type Subscription = SigningSubscription & {
  description: string;
  redact: string[];
  events: string[];
  webhookUpdatedAt: Date;
  isCareful: boolean;
};
type NewDelivery = BatchedDelivery & {
  event: SourceEvent | DerivedEvent;
  subscription: Subscription;
  isFast: boolean;
};
type Piece = { sources: SourceEvent[]; derived: DerivedEvent[]; deliveries: NewDelivery[] };

/** Bodies read at once, and one more. Derived bodies take several times as much. */
const BODIES_BYTES = 8 * 1024 * 1024;
/** Deliveries of one statement, and those of one event more: a batch may make 15,000. */
const DELIVERIES_MAX = 2_000;
/** Bodies of derived events in one statement, and those of one event more. */
const DERIVED_BYTES_MAX = 2 * 1024 * 1024;

/**
 * Makes one delivery for each active webhook that is subscribed to each event, derived events included, and takes the events
 * out of the outbox in the same statement; large bodies take several statements. Safe to repeat: a repeat adds nothing.
 */
export const fanOut = async (deps: EngineDeps, eventIds: readonly string[]): Promise<FannedOut> => {
  const claims: FirstClaim[] = [];
  const slow: BatchedDelivery[] = [];
  try {
    for (let isMore = true; isMore; ) {
      const { sources, subscriptions } = await readUndispatched(deps, eventIds);
      for await (const stored of storePieces(deps, sources, subscriptions)) {
        claims.push(...stored.claims);
        slow.push(...stored.slow);
      }
      isMore = totalBytes(sources) >= BODIES_BYTES;
    }
  } catch (error) {
    if (claims.length + slow.length === 0) throw error;
    return { claims, slow, failure: { error } };
  }
  return { claims, slow, failure: null };
};

type UndispatchedRow = (SourceEvent & { subscriptionId: null }) | Subscription;

const readUndispatched = async ({ sql }: EngineDeps, eventIds: readonly string[]) => {
  const rows = await sql<UndispatchedRow>(UNDISPATCHED, [eventIds, BODIES_BYTES]);
  const sources: SourceEvent[] = [];
  const subscriptions: Subscription[] = [];
  for (const row of rows) {
    if (row.subscriptionId === null) sources.push(row);
    else subscriptions.push(row);
  }
  return { sources, subscriptions };
};

async function* storePieces(deps: EngineDeps, sources: readonly SourceEvent[], subscriptions: readonly Subscription[]) {
  const byTenant = Map.groupBy(subscriptions, ({ tenantId }) => tenantId);
  const turns = createTurns();
  let piece: Piece = { sources: [], derived: [], deliveries: [] };
  for (const source of sources) {
    const subscribed = byTenant.get(source.tenantId) ?? [];
    const derived = await deriveEvents(source, (event) => subscribed.some((one) => one.events.includes(event)), turns);
    piece.sources.push(source);
    piece.derived.push(...derived);
    piece.deliveries.push(...match(deps, [source, ...derived], subscribed));
    if (!isFull(piece) && source !== sources.at(-1)) continue;
    yield await storePiece(deps, piece);
    piece = { sources: [], derived: [], deliveries: [] };
  }
}

const isFull = ({ derived, deliveries }: Piece): boolean =>
  deliveries.length >= DELIVERIES_MAX || totalBytes(derived) >= DERIVED_BYTES_MAX;

const totalBytes = (events: readonly { body: Uint8Array }[]) =>
  events.reduce((bytes, { body }) => bytes + body.byteLength, 0);

const storePiece = async (deps: EngineDeps, piece: Piece): Promise<Pick<FannedOut, "claims" | "slow">> => {
  // Before the statement: the lease ends no sooner than counted from here.
  const now = deps.clock();
  const stored = new Set((await store(deps, piece)).map(({ id }) => id));
  const made = piece.deliveries.filter(({ deliveryId }) => stored.has(deliveryId));
  const tenantIds = [...new Set(made.map(({ tenantId }) => tenantId))];
  deps.publish(...tenantIds.map((tenantId) => ({ channel: "tenant" as const, tenantId })));
  return {
    claims: made.filter(({ isFast }) => isFast).map((one) => toClaim(one, { leaseToken: deps.workerId, now })),
    slow: made.filter(({ isFast }) => !isFast).map(toBatched),
  };
};

/**
 * Chooses the lane: a webhook that failed lately, is limited, or has a hanging attempt must not hold up a batch. A webhook never
 * gets operational events about itself: each failed one would make another.
 */
const match = (
  { inFlight, clock }: EngineDeps,
  events: readonly (SourceEvent | DerivedEvent)[],
  subscribed: readonly Subscription[],
): NewDelivery[] => {
  const now = clock().getTime();
  return events.flatMap((event) =>
    subscribed
      .filter((one) => one.events.includes(event.event) && !isAboutItself(event, one))
      .map((subscription) => ({
        deliveryId: newId("dlv", now),
        subscriptionId: subscription.subscriptionId,
        tenantId: event.tenantId,
        host: hostOf(subscription.url),
        event,
        subscription,
        isFast: !subscription.isCareful && inFlight.isFast(subscription),
      })),
  );
};

const isAboutItself = ({ event, resourceId }: SourceEvent, { subscriptionId }: Subscription) =>
  isOperationalEvent(event) && resourceId === subscriptionId;

/** The claim that the claim statement would read from the rows. */
const toClaim = (
  { deliveryId, host, event: { id: eventId, event, body }, subscription }: NewDelivery,
  { leaseToken, now }: { leaseToken: string; now: Date },
): FirstClaim => ({
  ...subscription,
  deliveryId,
  host,
  eventId,
  event,
  body,
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
});

const store = ({ sql, settings, workerId }: EngineDeps, { sources, derived, deliveries }: Piece) => {
  const { packed, starts, lengths } = packBytes(derived.map(({ body }) => body));
  return sql<{ id: string }>(STORE, [
    sources.map(({ id }) => id),
    derived.map(({ id }) => id),
    derived.map(({ tenantId }) => tenantId),
    derived.map(({ event }) => event),
    derived.map(({ sourceEventId }) => sourceEventId),
    derived.map(({ resourceId }) => resourceId),
    derived.map(({ occurredAt }) => occurredAt),
    packed,
    deliveries.map(({ deliveryId }) => deliveryId),
    deliveries.map(({ tenantId }) => tenantId),
    deliveries.map(({ subscriptionId }) => subscriptionId),
    deliveries.map(({ event }) => event.id),
    deliveries.map(({ event }) => event.event),
    deliveries.map(({ isFast }) => isFast),
    workerId,
    settings.attemptTimeoutMs + LEASE_SPARE_MS,
    sources.map(({ tenantId }) => tenantId),
    starts,
    lengths,
  ]);
};
