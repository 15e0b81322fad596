import type { Deps } from "#domain/context.ts";
import { type DerivedEvent, deriveEvents } from "#domain/events/derive-events.ts";
import { newId } from "#domain/ids.ts";
import { packBytes, unpackSql } from "#domain/pack-bytes.ts";
import type { Continued, RunningRecovery } from "#domain/recoveries/continue-recovery.ts";
import { EVENTS_OF_TIME, eventWindow, MISSING, missingTypes, SCAN } from "#domain/recoveries/recoverable.ts";
import { toContinued, type WrittenRow } from "#domain/recoveries/to-continued.ts";
import { createTurns } from "#domain/turns.ts";

/** Bytes of payloads that one statement reads, and a last payload: derived events are written with as many again, or twice. */
const READ_BYTES = 1024 * 1024;

type Missing = {
  id: string;
  event: string;
  resourceId: string | null;
  occurredAt: Date;
  needsDelivery: boolean;
  needsDerived: string[];
  body: Uint8Array;
};

/** `id` is null in the one row of a window in which nothing is missing. `isCut`: more is missing than these rows. */
type Found = { last: string | null; seen: number; isCut: boolean } & (Missing | { id: null });

/**
 * New deliveries for the next events that the webhook should have got; what was not derived from them then is derived now.
 * Moves on even where nothing is missing.
 */
export const deliverMissing = async (
  deps: Pick<Deps, "sql" | "clock">,
  recovery: RunningRecovery,
  limit: number,
): Promise<Continued & { hasEnded: boolean }> => {
  const { recoveryId, tenantId, subscriptionId, eventCursor, eventsEnd, spacingMs } = recovery;
  const found = await deps.sql<Found>(FIND, [
    tenantId,
    subscriptionId,
    eventCursor,
    eventsEnd,
    ...missingTypes(recovery.events),
    ...eventWindow(eventCursor, recovery).times,
    limit,
  ]);
  const missing = found.filter((row) => row.id !== null);
  const [window] = found;
  const cursor = (window?.isCut ? missing.at(-1)?.id : window?.seen === SCAN ? window.last : null) ?? eventsEnd;
  const turns = createTurns();
  const derived: DerivedEvent[] = [];
  for (const { needsDerived, ...source } of missing)
    derived.push(...(await deriveEvents({ ...source, tenantId }, (event) => needsDerived.includes(event), turns)));
  const { packed, starts, lengths } = packBytes(derived.map(({ body }) => body));
  const now = deps.clock().getTime();
  const wanted = [...missing.filter(({ needsDelivery }) => needsDelivery), ...derived].map(({ id, event }) => ({
    deliveryId: newId("dlv", now),
    eventId: id,
    event,
  }));
  const rows = await deps.sql<WrittenRow>(DELIVER, [
    recoveryId,
    eventCursor,
    cursor,
    tenantId,
    subscriptionId,
    spacingMs,
    cursor === eventsEnd,
    derived.map(({ id }) => id),
    derived.map(({ event }) => event),
    derived.map(({ sourceEventId }) => sourceEventId),
    derived.map(({ resourceId }) => resourceId),
    derived.map(({ occurredAt }) => occurredAt),
    packed,
    wanted.map(({ deliveryId }) => deliveryId),
    wanted.map(({ eventId }) => eventId),
    wanted.map(({ event }) => event),
    starts,
    lengths,
  ]);
  return toContinued(recovery, rows);
};

const FIND = `
WITH seen AS MATERIALIZED (${EVENTS_OF_TIME}
), missing AS (
  SELECT * FROM (${MISSING}) m WHERE needs_delivery OR cardinality(needs_derived) > 0 ORDER BY id LIMIT $12
), sized AS MATERIALIZED (
  SELECT missing.*, sum(octet_length(p.body)) OVER (ORDER BY missing.id) - octet_length(p.body) AS bytes_before
  FROM missing JOIN webhook_payload p ON p.event_id = missing.id
), page AS MATERIALIZED (
  SELECT * FROM sized WHERE bytes_before < ${READ_BYTES}
)
SELECT scan.last, scan.seen, sizes.in_page = $12 OR sizes.in_page < sizes.in_all AS "isCut",
  m.id, m.event, m.resource_id AS "resourceId", m.occurred_at AS "occurredAt", m.needs_delivery AS "needsDelivery",
  m.needs_derived AS "needsDerived", p.body
FROM (SELECT max(id) AS last, count(*)::int AS seen FROM seen) scan,
  LATERAL (SELECT (SELECT count(*)::int FROM page) AS in_page, (SELECT count(*)::int FROM sized) AS in_all) sizes
  LEFT JOIN page m ON true LEFT JOIN webhook_payload p ON p.event_id = m.id
ORDER BY m.id`;

const DELIVER = `
WITH recovery AS (
  SELECT * FROM webhook_recovery WHERE id = $1 AND event_cursor = $2 AND ended_at IS NULL FOR NO KEY UPDATE
), derived AS (
  INSERT INTO webhook_event (id, tenant_id, event, source_event_id, resource_id, occurred_at, due_at)
  SELECT n.id, $4, n.event, n.source_event_id, n.resource_id, n.occurred_at,
    (SELECT s.due_at FROM webhook_event s WHERE s.id = n.source_event_id)
  FROM recovery, unnest($8::text[], $9::text[], $10::text[], $11::text[], $12::timestamptz[])
    AS n(id, event, source_event_id, resource_id, occurred_at)
  ORDER BY n.id ON CONFLICT (id) DO NOTHING RETURNING id
), payload AS (
  INSERT INTO webhook_payload (event_id, tenant_id, body)
  SELECT d.id, $4, ${unpackSql("$13", "b")} FROM derived d JOIN unnest($8::text[], $17::int[], $18::int[]) AS b(id, start, length) USING (id)
), sent AS (
  INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, due_at, requested_by)
  SELECT n.id, $4, $5, n.event_id, n.event, now() + (n.place - 1) * $6::float8 * interval '1 millisecond', $1
  FROM recovery, unnest($14::text[], $15::text[], $16::text[]) WITH ORDINALITY AS n(id, event_id, event, place)
  ORDER BY n.event_id ON CONFLICT (event_id, subscription_id) DO NOTHING
  RETURNING id, attempts, generation, due_at
), progress AS (
  UPDATE webhook_recovery r SET event_cursor = $3, sent = r.sent + handed.count,
    due_at = CASE WHEN NOT $7::bool THEN date_trunc('milliseconds', now() + handed.count * $6::float8 * interval '1 millisecond') END,
    ended_at = CASE WHEN $7::bool THEN now() END
  FROM recovery, (SELECT count(*)::int AS count FROM sent) handed WHERE r.id = recovery.id
  RETURNING r.due_at
)
SELECT sent.id AS "deliveryId", sent.attempts, sent.generation, sent.due_at AS "dueAt", progress.due_at AS "nextAt"
FROM progress LEFT JOIN sent ON true ORDER BY sent.id`;
