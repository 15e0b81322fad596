import type { Deps } from "#domain/context.ts";
import { DomainError, type FieldError } from "#domain/errors.ts";
import { buildEventBody, resourceIdOf } from "#domain/event-types/build-event-body.ts";
import { sendingProblem } from "#domain/event-types/check-event-name.ts";
import { validateEventData } from "#domain/event-types/validate-event-data.ts";
import { type AcceptedEventView, EVENT_BYTES_MAX, EVENTS_PER_REQUEST_MAX } from "#domain/events/event.schema.ts";
import { isEventTime } from "#domain/events/event-time.ts";
import { newId } from "#domain/ids.ts";

/** One event as a backend sends it. `data` may hold a tenantId, which is taken out of what is stored. */
export type IncomingEvent = {
  tenantId: string;
  externalId: string | null;
  event: string;
  data: Record<string, unknown>;
  /** When it happened; null = now. */
  timestamp: Date | null;
  /** The event by the fields of its door, whose size is what is limited; `data` alone if left out. */
  posted?: object;
};

type NewEvent = {
  id: string;
  tenantId: string;
  externalId: string | null;
  event: string;
  resourceId: string | null;
  occurredAt: Date;
  body: Uint8Array;
};

/**
 * Stores all events or none, in one statement; when it returns they are in PostgreSQL, and in the outbox. The same external id
 * of the same tenant is accepted once: the first body wins, later ones are answered as duplicates with the first one's id.
 *
 * Refuses with `too_large`, or `invalid` naming each event and field (`3.data.startTime`): an unknown tenant is refused too.
 */
export const acceptEvents = async (deps: Deps, events: readonly IncomingEvent[]): Promise<AcceptedEventView[]> => {
  if (events.length > EVENTS_PER_REQUEST_MAX)
    throw new DomainError("too_large", `Send at most ${EVENTS_PER_REQUEST_MAX} events in a request.`);
  const now = deps.clock();
  const problems: FieldError[] = [];
  for (const [index, event] of events.entries())
    problems.push(...findProblems(event).map(({ path, message }) => ({ path: `${index}.${path}`, message })));
  for (const [index, tenantId] of await unknownTenants(deps, events))
    problems.push({
      path: `${index}.data.tenantId`,
      message: tenantId === "" ? "name the tenant of the event" : `There is no tenant ${JSON.stringify(tenantId)}.`,
    });
  if (problems.length > 0)
    throw new DomainError("invalid", "Nothing was stored. Correct the events named here and send all again.", problems);
  // Only now: what was refused may be too deep to be written down at all.
  const rows = events.map((event) => toRow(event, now));
  const oversized = events.findIndex((event, index) => isOversized(event, rows[index]?.body.byteLength ?? 0));
  if (oversized >= 0)
    throw new DomainError("too_large", `Event ${oversized} is larger than ${EVENT_BYTES_MAX / 1024} KiB.`);

  const stored = new Set((await deps.sql<{ id: string }>(STORE, columns(rows))).map(({ id }) => id));
  const firstIds = await findFirst(
    deps,
    rows.filter(({ id }) => !stored.has(id)),
  );
  if (stored.size > 0) {
    const tenants = new Set(rows.filter(({ id }) => stored.has(id)).map(({ tenantId }) => tenantId));
    deps.publish({ channel: "events" }, ...[...tenants].map((tenantId) => ({ channel: "tenant" as const, tenantId })));
  }
  return rows.map(({ id, tenantId, externalId, event }) => ({
    id: stored.has(id) ? id : (firstIds.get(`${tenantId}\n${externalId}`) ?? id),
    externalId,
    event,
    duplicate: !stored.has(id),
  }));
};

/** What is wrong with one event by itself; paths are relative to it. */
const findProblems = ({ event, data, timestamp }: IncomingEvent): FieldError[] => {
  const refused = sendingProblem(event);
  if (refused) return [{ path: "event", message: refused }];
  const { tenantId: _, ...own } = data;
  const checked = validateEventData(event, own);
  return [...(checked.ok ? [] : checked.errors), ...timeProblems(timestamp)];
};

const timeProblems = (timestamp: Date | null): FieldError[] =>
  timestamp === null || isEventTime(timestamp)
    ? []
    : [{ path: "timestamp", message: "must be, in UTC, in one of the years 1 to 9999" }];

/** What one's own id, name, time and tenant take at most. */
const ENVELOPE_BYTES_MAX = 4 * 1024;

/** As JSON without blanks, as clients send it. What is stored differs by our own id and the like: only near the limit it is looked at closely. */
const isOversized = ({ posted, data }: IncomingEvent, storedBytes: number): boolean =>
  storedBytes > EVENT_BYTES_MAX - ENVELOPE_BYTES_MAX &&
  Buffer.byteLength(JSON.stringify(posted ?? data)) > EVENT_BYTES_MAX;

const toRow = ({ tenantId, externalId, event, data, timestamp }: IncomingEvent, now: Date): NewEvent => {
  const id = newId("evt", now.getTime());
  const occurredAt = timestamp ?? now;
  const { tenantId: _, ...own } = data;
  const body = buildEventBody({ id, event, tenantId, timestamp: occurredAt, data: own });
  return { id, tenantId, externalId, event, resourceId: resourceIdOf(event, own), occurredAt, body };
};

const unknownTenants = async ({ sql }: Pick<Deps, "sql">, events: readonly IncomingEvent[]) => {
  // PostgreSQL refuses a NUL in text, so no tenant can have one in its id.
  const asked = [...new Set(events.map(({ tenantId }) => tenantId))].filter((id) => !id.includes("\0"));
  const rows = await sql<{ id: string }>("SELECT id FROM tenant WHERE id = ANY($1) AND removing_at IS NULL", [asked]);
  const known = new Set(rows.map(({ id }) => id));
  return events.flatMap(({ tenantId }, index) => (known.has(tenantId) ? [] : [[index, tenantId] as const]));
};

const columns = (rows: readonly NewEvent[]) => [
  rows.map(({ id }) => id),
  rows.map(({ tenantId }) => tenantId),
  rows.map(({ event }) => event),
  rows.map(({ externalId }) => externalId),
  rows.map(({ resourceId }) => resourceId),
  rows.map(({ occurredAt }) => occurredAt),
  rows.map(({ body }) => Buffer.from(body.buffer, body.byteOffset, body.byteLength)),
];

/** Rows go in sorted by their unique key, so that two requests with the same events can't wait for each other in a circle. */
const STORE = `
WITH input AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::bytea[])
    WITH ORDINALITY AS i(id, tenant_id, event, external_id, resource_id, occurred_at, body, place)
), stored AS (
  INSERT INTO webhook_event (id, tenant_id, event, external_id, resource_id, occurred_at)
  SELECT id, tenant_id, event, external_id, resource_id, occurred_at FROM input ORDER BY tenant_id, external_id, place
  ON CONFLICT (tenant_id, external_id) WHERE external_id IS NOT NULL AND status = 'accepted' DO NOTHING
  RETURNING id, tenant_id
), payload AS (
  INSERT INTO webhook_payload (event_id, tenant_id, body) SELECT i.id, i.tenant_id, i.body FROM input i JOIN stored USING (id)
), outbox AS (
  INSERT INTO webhook_outbox (tenant_id, event_id) SELECT tenant_id, id FROM stored
)
SELECT id FROM stored`;

const findFirst = async ({ sql }: Pick<Deps, "sql">, duplicates: readonly NewEvent[]): Promise<Map<string, string>> => {
  if (duplicates.length === 0) return new Map();
  const rows = await sql<{ id: string; tenantId: string; externalId: string }>(
    `SELECT e.id, e.tenant_id AS "tenantId", e.external_id AS "externalId"
     FROM unnest($1::text[], $2::text[]) AS d(tenant_id, external_id)
     JOIN webhook_event e ON e.tenant_id = d.tenant_id AND e.external_id = d.external_id AND e.status = 'accepted'
       AND e.external_id IS NOT NULL`,
    [duplicates.map(({ tenantId }) => tenantId), duplicates.map(({ externalId }) => externalId)],
  );
  return new Map(rows.map(({ id, tenantId, externalId }) => [`${tenantId}\n${externalId}`, id]));
};
