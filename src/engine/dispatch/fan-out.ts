import { isOperationalEvent } from "#domain/event-types/operational-event.ts";
import { type DerivedEvent, deriveEvents, type SourceEvent } from "#domain/events/derive-events.ts";
import { newId } from "#domain/ids.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";
import { packBytes, unpackSql } from "#domain/pack-bytes.ts";
import { IS_CAREFUL } from "#domain/subscriptions/is-careful.ts";
import { hostOf, hostSql } from "#domain/subscriptions/place.ts";
import { createTurns } from "#domain/turns.ts";
import type { BatchedDelivery } from "#engine/attempt/attempt-batch.ts";
import type { SigningSubscription } from "#engine/attempt/build-request.ts";
import { RESERVATION_PREFIX } from "#engine/claim/claim-deliveries.ts";
import type { FirstClaim } from "#engine/dispatch/claimed-batches.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

/** `fast` are claimed for the first-attempts step of this batch; `careful` are due now and get runs of their own. */
export type FannedOut = { reservation: string; fast: BatchedDelivery[]; careful: BatchedDelivery[] };

type Subscription = SigningSubscription & {
  description: string;
  redact: string[];
  events: string[];
  webhookUpdatedAt: Date;
  isCareful: boolean;
};
type Held = BatchedDelivery & { isFast: boolean };
type NewDelivery = Held & { event: SourceEvent | DerivedEvent; subscription: Subscription };
/** What one statement stores. */
type Piece = { sources: SourceEvent[]; derived: DerivedEvent[]; deliveries: NewDelivery[] };

/** Bodies of events that are fanned out at once, and a last one: what is derived from them is several times as much. */
const BODIES_BYTES = 8 * 1024 * 1024;
/** Deliveries that one statement makes, and those of a last event: 100 events to 50 webhooks that want derived ones are 15,000. */
const DELIVERIES_MAX = 2_000;
/** Bodies of derived events in one statement, and those of a last event. */
const DERIVED_BYTES_MAX = 2 * 1024 * 1024;

/**
 * Makes one delivery for each active webhook that is subscribed to each event, derived events included, and takes the events
 * out of the outbox, in one statement; in several where their bodies are large. Those of the fast lane are claimed with it:
 * they begin as attempt 1. Run twice it adds nothing, and answers again with what this batch still holds and may begin.
 */
export const fanOut = async (
  deps: EngineDeps,
  { eventIds, batch }: { eventIds: readonly string[]; batch: string },
): Promise<FannedOut> => {
  // Named after the process, so that what it holds is released when it dies.
  const reservation = `${RESERVATION_PREFIX}${deps.workerId}:${batch}`;
  const made: NewDelivery[] = [];
  let fanned = 0;
  for (let isMore = true; isMore; ) {
    const sources = await deps.sql<SourceEvent>(UNDISPATCHED, [eventIds]);
    if (sources.length > 0) made.push(...(await fanOutSome(deps, sources, reservation)));
    fanned += sources.length;
    isMore = sources.reduce((bytes, { body }) => bytes + body.byteLength, 0) >= BODIES_BYTES;
  }
  // Where nothing was fanned out before, this batch holds what it has just made.
  const held = fanned === eventIds.length ? made : await deps.sql<Held>(HELD, [eventIds, reservation]);
  const place = ({ deliveryId, subscriptionId, tenantId, host }: BatchedDelivery) => ({
    deliveryId,
    subscriptionId,
    tenantId,
    host,
  });
  return {
    reservation,
    fast: held.filter(({ isFast }) => isFast).map(place),
    careful: held.filter(({ isFast }) => !isFast).map(place),
  };
};

/** Returns the deliveries that were made. */
const fanOutSome = async (
  deps: EngineDeps,
  sources: readonly SourceEvent[],
  reservation: string,
): Promise<NewDelivery[]> => {
  const subscriptions = await deps.sql<Subscription>(SUBSCRIBED, [
    [...new Set(sources.map(({ tenantId }) => tenantId))],
  ]);
  const byTenant = Map.groupBy(subscriptions, ({ tenantId }) => tenantId);
  const turns = createTurns();
  const stayed: NewDelivery[] = [];
  let piece: Piece = { sources: [], derived: [], deliveries: [] };
  for (const source of sources) {
    const subscribed = byTenant.get(source.tenantId) ?? [];
    const derived = await deriveEvents(source, (event) => subscribed.some((one) => one.events.includes(event)), turns);
    piece.sources.push(source);
    piece.derived.push(...derived);
    piece.deliveries.push(...match(deps, [source, ...derived], subscribed));
    if (!isFull(piece) && source !== sources.at(-1)) continue;
    stayed.push(...(await storePiece(deps, piece, reservation)));
    piece = { sources: [], derived: [], deliveries: [] };
  }
  return stayed;
};

const isFull = ({ derived, deliveries }: Piece): boolean =>
  deliveries.length >= DELIVERIES_MAX ||
  derived.reduce((bytes, { body }) => bytes + body.byteLength, 0) >= DERIVED_BYTES_MAX;

/** Returns the deliveries that were not there before. */
const storePiece = async (deps: EngineDeps, piece: Piece, reservation: string): Promise<NewDelivery[]> => {
  const now = deps.clock();
  const stored = await store(deps, piece, reservation);
  const ids = new Set(stored.map(({ id }) => id));
  const stayed = piece.deliveries.filter(({ deliveryId }) => ids.has(deliveryId));
  // The lease begins after `now`, so it ends no sooner than counted from there.
  const lease = { leaseToken: reservation, now, sendBefore: new Date(now.getTime() + LEASE_SPARE_MS) };
  const claims = stayed.filter(({ isFast }) => isFast).map((one) => toClaimed(one, lease));
  // With those before: should the rest fail, the step is tried again, and they have begun nowhere.
  const before = deps.claimedBatches?.take(reservation) ?? new Map<string, FirstClaim>();
  deps.claimedBatches?.put(reservation, [...before.values(), ...claims]);
  deps.publish(
    ...[...new Set(stayed.map(({ tenantId }) => tenantId))].map((tenantId) => ({
      channel: "tenant" as const,
      tenantId,
    })),
  );
  return stayed;
};

/**
 * The lane: a webhook that failed lately, is limited, or has an attempt hanging in flight, must not hold up a batch. A webhook
 * never hears about itself: its failures to take the news would be more of them.
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

/** As a claim reads it from the rows, which say the same. */
const toClaimed = (
  { deliveryId, event: { id: eventId, event, body }, subscription }: NewDelivery,
  { leaseToken, now, sendBefore }: { leaseToken: string; now: Date; sendBefore: Date },
): FirstClaim => ({
  ...subscription,
  deliveryId,
  eventId,
  event,
  body,
  attemptId: newId("att", now.getTime()),
  leaseToken,
  sendBefore,
  number: 1,
  trigger: "automatic",
  status: "pending",
  failures: 0,
  test: false,
  isProbe: false,
  createdAt: now,
});

const store = ({ sql, settings }: EngineDeps, { sources, derived, deliveries }: Piece, reservation: string) => {
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
    reservation,
    settings.attemptTimeoutMs + LEASE_SPARE_MS,
    sources.map(({ tenantId }) => tenantId),
    starts,
    lengths,
  ]);
};

const UNDISPATCHED = `
SELECT id, tenant_id AS "tenantId", event, resource_id AS "resourceId", occurred_at AS "occurredAt", body FROM (
  SELECT e.id, e.tenant_id, e.event, e.resource_id, e.occurred_at, p.body,
    sum(octet_length(p.body)) OVER (ORDER BY e.id) - octet_length(p.body) AS bytes_before
  FROM webhook_event e JOIN webhook_outbox o ON o.tenant_id = e.tenant_id AND o.event_id = e.id
    JOIN webhook_payload p ON p.event_id = e.id
  WHERE e.id = ANY($1)
) e WHERE bytes_before < ${BODIES_BYTES} ORDER BY id`;

const SUBSCRIBED = `
SELECT id AS "subscriptionId", tenant_id AS "tenantId", url, description, redact, events, secret, previous_secret AS "previousSecret",
  previous_secret_expires_at AS "previousSecretExpiresAt", headers AS "customHeaders",
  updated_at AS "webhookUpdatedAt", ${IS_CAREFUL} AS "isCareful"
FROM webhook_subscription WHERE tenant_id = ANY($1) AND active AND deleted_at IS NULL ORDER BY id`;

const STORE = `
WITH dispatched AS (
  DELETE FROM webhook_outbox WHERE (tenant_id, event_id) IN (
    SELECT o.tenant_id, o.event_id FROM webhook_outbox o JOIN unnest($1::text[], $17::text[]) AS s(event_id, tenant_id)
      USING (tenant_id, event_id) ORDER BY o.event_id FOR UPDATE OF o)
), derived AS (
  INSERT INTO webhook_event (id, tenant_id, event, source_event_id, resource_id, occurred_at, due_at)
  SELECT id, tenant_id, event, source_event_id, resource_id, occurred_at,
    (SELECT s.due_at FROM webhook_event s WHERE s.id = d.source_event_id)
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
    AS d(id, tenant_id, event, source_event_id, resource_id, occurred_at)
  ORDER BY id ON CONFLICT (id) DO NOTHING RETURNING id, tenant_id
), payload AS (
  INSERT INTO webhook_payload (event_id, tenant_id, body)
  SELECT d.id, d.tenant_id, ${unpackSql("$8", "b")}
  FROM derived d JOIN unnest($2::text[], $18::int[], $19::int[]) AS b(id, start, length) USING (id)
)
INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, due_at, lease_token, attempts, last_attempt_at)
SELECT id, tenant_id, subscription_id, event_id, event,
  CASE WHEN is_fast THEN now() + $16::float8 * interval '1 millisecond' ELSE now() END,
  CASE WHEN is_fast THEN $15 END, CASE WHEN is_fast THEN 1 ELSE 0 END, CASE WHEN is_fast THEN now() END
FROM unnest($9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bool[])
  AS n(id, tenant_id, subscription_id, event_id, event, is_fast)
ORDER BY event_id, subscription_id ON CONFLICT (event_id, subscription_id) DO NOTHING RETURNING id`;

const HELD = `
SELECT d.id AS "deliveryId", d.subscription_id AS "subscriptionId", d.tenant_id AS "tenantId",
  ${hostSql("s.url")} AS host, d.lease_token IS NOT NULL AS "isFast"
FROM (SELECT unnest($1::text[]) AS id UNION ALL SELECT id FROM webhook_event WHERE source_event_id = ANY($1)) e
JOIN webhook_delivery d ON d.event_id = e.id JOIN webhook_subscription s ON s.id = d.subscription_id
WHERE d.due_at IS NOT NULL AND (d.lease_token = $2 OR (d.lease_token IS NULL AND d.attempts = 0))
ORDER BY d.id`;
