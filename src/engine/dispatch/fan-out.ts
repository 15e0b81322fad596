import { conversionOf, versionOfBody } from "#domain/event-types/body-version.ts";
import { isOperationalEvent } from "#domain/event-types/operational-event.ts";
import { namesOf } from "#domain/event-types/wildcards.ts";
import { type DerivedEvent, deriveEvents, type SourceEvent } from "#domain/events/derive-events.ts";
import { newId } from "#domain/ids.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { hostOf } from "#domain/subscriptions/place.ts";
import { createTurns } from "#domain/turns.ts";
import { type BatchedDelivery, toBatched } from "#engine/attempt/attempt-batch.ts";
import type { SigningSubscription } from "#engine/attempt/build-request.ts";
import type { FirstClaim } from "#engine/dispatch/attempt-first.ts";
import { STORE, UNDISPATCHED } from "#engine/dispatch/fan-out.sql.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/** `slow` deliveries are due now. `failure` means that some events are still in the outbox. */
export type FannedOut = { claims: FirstClaim[]; slow: BatchedDelivery[]; failure: { error: unknown } | null };

type Subscription = SigningSubscription & {
  mode: Mode;
  description: string;
  redact: string[];
  apiVersion: string;
  events: string[];
  webhookUpdatedAt: Date;
  isSlow: boolean;
};
type NewDelivery = BatchedDelivery & {
  event: SourceEvent | DerivedEvent;
  subscription: Subscription;
  convertTo: string | null;
  isFast: boolean;
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
  const rows = await sql<UndispatchedRow>(...UNDISPATCHED({ eventIds, bytesMax: BODIES_BYTES }));
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
    const subscribed = (byTenant.get(source.tenantId) ?? []).filter(({ mode }) => mode === source.mode);
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
  // Read before the statement, so that the lease ends no earlier than expected.
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
 * Keeps failing, limited and hanging webhooks out of the fast lane, since they would delay a batch. Skips operational events about
 * the webhook itself, since each failed one would make another.
 */
const match = (
  { inFlight, clock }: EngineDeps,
  events: readonly (SourceEvent | DerivedEvent)[],
  subscribed: readonly Subscription[],
): NewDelivery[] => {
  const now = clock().getTime();
  return events.flatMap((event) => {
    const names = namesOf(event.event, { isDerived: "sourceEventId" in event });
    const stored = versionOfBody(event.body);
    return subscribed
      .filter((one) => names.some((name) => one.events.includes(name)) && !isAboutItself(event, one))
      .map((subscription) => ({
        deliveryId: newId("dlv", now),
        subscriptionId: subscription.subscriptionId,
        tenantId: event.tenantId,
        host: hostOf(subscription.url),
        event,
        subscription,
        convertTo: conversionOf(stored, subscription.apiVersion),
        isFast: !subscription.isSlow && inFlight.isFast(subscription),
      }));
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
});

const store = ({ sql, settings, workerId }: EngineDeps, { sources, derived, deliveries }: Piece) =>
  sql<{ id: string }>(
    ...STORE({
      sources: sources.map(({ id, tenantId }) => ({ eventId: id, tenantId })),
      derived,
      deliveries: deliveries.map(({ deliveryId, tenantId, subscriptionId, event, convertTo, isFast }) => ({
        id: deliveryId,
        tenantId,
        mode: event.mode,
        subscriptionId,
        eventId: event.id,
        event: event.event,
        variant: convertTo,
        isFast,
      })),
      leaseToken: workerId,
      leaseMs: settings.attemptTimeoutMs + LEASE_SPARE_MS,
    }),
  );
