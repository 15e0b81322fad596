import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import type { NewEvent } from "#engine/accept/prepare-event.ts";
import { FIND_EARLIER, REJECT, STORE } from "#engine/accept/store-events.sql.ts";

/** `id` names the first event with the same external id. */
export type StoredEvent = { id: string; duplicate: boolean };

/** Stores all events or none. Throws `conflict` when an external id belongs to another event name. */
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

/** Stores one row per external id. Returns whether a row was added. */
export const storeRejected = async ({ sql }: Pick<Deps, "sql">, row: NewEvent): Promise<boolean> => {
  const rows = await sql(...REJECT({ events: [row] }));
  return rows.length > 0;
};

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

/** SQLSTATE of the database function `refuse_other_event`. */
const OTHER_EVENT = "BH001";

const explainConflict = async (deps: Pick<Deps, "sql">, rows: readonly NewEvent[], error: unknown): Promise<never> => {
  if (!(error instanceof Error && "code" in error && error.code === OTHER_EVENT)) throw error;
  const earlier = await findEarlier(deps, rows);
  for (const [index, row] of rows.entries()) {
    const first = earlier.get(keyOf(row));
    if (first && first.event !== row.event) throw otherEvent(row, index, first);
  }
  // Retention just deleted the first event. A `conflict` would be stored as the answer to an idempotency key.
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
