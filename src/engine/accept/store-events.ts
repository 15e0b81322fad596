import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import type { NewEvent } from "#engine/accept/prepare-event.ts";

/** An event that is in PostgreSQL: under its own id, or under the one of the first with its external id. */
export type StoredEvent = { id: string; duplicate: boolean };

/**
 * Stores all events or none, with payload and outbox, in one statement. The same external id of the same tenant is stored
 * once, and the first body wins. Throws `conflict` naming the first event when the external id has another event name, also
 * for two in one request and for two requests at once.
 */
export const storeEvents = async (deps: Pick<Deps, "sql">, rows: readonly NewEvent[]): Promise<StoredEvent[]> => {
  const firsts = firstOfEach(rows);
  const unique = [...new Set(firsts)];
  const stored = new Set(
    await deps.sql<{ id: string }>(...STORE({ events: unique })).then(
      (ids) => ids.map(({ id }) => id),
      (error: unknown) => explainConflict(deps, unique, error),
    ),
  );
  const earlier = await findEarlier(
    deps,
    unique.filter(({ id }) => !stored.has(id)),
  );
  return rows.map((row, index) => {
    const first = firsts[index] ?? row;
    const isStored = stored.has(first.id);
    const id = isStored ? first.id : (earlier.get(keyOf(first))?.id ?? first.id);
    return { id, duplicate: !isStored || first !== row };
  });
};

/** For each event the first of the request that has its external id; itself where it has none. */
const firstOfEach = (rows: readonly NewEvent[]): NewEvent[] => {
  const firsts = new Map<string, NewEvent>();
  return rows.map((row, index) => {
    if (row.externalId === null) return row;
    const first = firsts.get(keyOf(row));
    if (!first) firsts.set(keyOf(row), row);
    else if (first.event !== row.event) throw otherEvent(row, index, first);
    return first ?? row;
  });
};

const keyOf = ({ tenantId, externalId }: { tenantId: string; externalId: string | null }) =>
  `${tenantId}\n${externalId}`;

const EVENTS = rowsOf<NewEvent>({
  id: "text",
  tenantId: "text",
  event: "text",
  externalId: "text",
  resourceId: "text",
  occurredAt: "timestamptz",
  dueAt: "timestamptz",
  body: "bytea",
  rejectedReason: "text",
});

/**
 * Rows go in sorted by their unique key, so that two requests with the same events can't wait for each other in a circle. The
 * update changes no row: `refuse_other_event` raises, and a row of the same event is left alone. An event that is rejected, and
 * was accepted before, stays accepted.
 */
const STORE = statement(
  { events: EVENTS },
  ({ events }) => `
WITH input AS (
  SELECT * FROM ${events.as("i", "place")}
), stored AS (
  INSERT INTO webhook_event AS e (id, tenant_id, event, external_id, resource_id, occurred_at, due_at, status, rejected_reason)
  SELECT i.id, i.tenant_id, i.event, i.external_id, i.resource_id, i.occurred_at, i.due_at,
    CASE WHEN i.rejected_reason IS NOT NULL THEN 'rejected' WHEN i.due_at IS NOT NULL THEN 'scheduled' ELSE 'accepted' END,
    i.rejected_reason
  FROM input i
  WHERE i.rejected_reason IS NULL OR NOT EXISTS (
    SELECT 1 FROM webhook_event f WHERE f.tenant_id = i.tenant_id AND f.external_id = i.external_id
      AND f.status <> 'rejected' AND f.external_id IS NOT NULL)
  ORDER BY tenant_id, external_id, place
  ON CONFLICT (tenant_id, external_id) WHERE external_id IS NOT NULL AND status <> 'rejected'
    DO UPDATE SET event = refuse_other_event(e.event, excluded.event) WHERE e.event <> excluded.event
  RETURNING id, tenant_id, status, due_at
), payload AS (
  INSERT INTO webhook_payload (event_id, tenant_id, body)
  SELECT i.id, i.tenant_id, ${events.bytes("body", "i")} FROM input i JOIN stored USING (id) WHERE i.rejected_reason IS NULL
), outbox AS (
  INSERT INTO webhook_outbox (tenant_id, event_id, due_at, scheduled)
  SELECT tenant_id, id, coalesce(due_at, now()), due_at IS NOT NULL FROM stored WHERE status <> 'rejected'
)
SELECT id FROM stored`,
);

/** Raised by `refuse_other_event`. */
const OTHER_EVENT = "BH001";

const explainConflict = async (deps: Pick<Deps, "sql">, rows: readonly NewEvent[], error: unknown): Promise<never> => {
  if (!(error instanceof Error && "code" in error && error.code === OTHER_EVENT)) throw error;
  const earlier = await findEarlier(deps, rows);
  for (const [index, row] of rows.entries()) {
    const first = earlier.get(keyOf(row));
    if (first && first.event !== row.event) throw otherEvent(row, index, first);
  }
  // Retention took the first one meanwhile. As a conflict, a repeat would be refused too: the answer would be remembered.
  throw new DomainError("busy", "An external id belonged to another event a moment ago. Send the request again.");
};

const otherEvent = ({ externalId, event }: NewEvent, index: number, first: { id: string; event: string }) =>
  new DomainError(
    "conflict",
    `The id ${JSON.stringify(externalId)} belongs to the event ${first.id} (${first.event}) already. Nothing was stored. Give each event an id of its own.`,
    [{ path: `${index}.id`, message: `belongs to ${first.event} (${first.id}), so ${event} needs another id` }],
  );

type Earlier = { id: string; event: string; tenantId: string; externalId: string };

const findEarlier = async ({ sql }: Pick<Deps, "sql">, rows: readonly NewEvent[]): Promise<Map<string, Earlier>> => {
  const asked = rows.filter(({ externalId }) => externalId !== null);
  if (asked.length === 0) return new Map();
  const earlier = await sql<Earlier>(...FIND_EARLIER({ keys: asked }));
  return new Map(earlier.map((row) => [keyOf(row), row]));
};

const FIND_EARLIER = statement(
  { keys: rowsOf<Pick<NewEvent, "tenantId" | "externalId">>({ tenantId: "text", externalId: "text" }) },
  ({ keys }) => `
SELECT e.id, e.event, e.tenant_id AS "tenantId", e.external_id AS "externalId"
FROM ${keys.as("d")}
JOIN webhook_event e ON e.tenant_id = d.tenant_id AND e.external_id = d.external_id AND e.status <> 'rejected'
  AND e.external_id IS NOT NULL`,
);
