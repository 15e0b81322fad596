import { withPackedBodies } from "#domain/body-packing.ts";
import type { Deps } from "#domain/context.ts";
import { DomainError, type FieldError } from "#domain/errors.ts";
import { quote } from "#domain/event-types/check-event-name.ts";
import { nameEvents } from "#domain/events/announced-events.ts";
import { sentExternalId } from "#domain/external-id.ts";
import { hasSqlState, OTHER_EVENT } from "#domain/sql/sql-state.ts";
import {
  type HandOver,
  type Insert,
  type InsertDeps,
  insertThroughWorker,
} from "#engine/accept/insert-through-worker.ts";
import type { NewEvent } from "#engine/accept/prepare-event.ts";
import { FIND_EARLIER, REJECT, STORE, STORE_AND_CREATE } from "#engine/accept/store-events.sql.ts";

/**
 * `id` names the first event with the same external id. `announced`: the commit woke the workers. `rejectedReason`: the statement
 * rejected the event.
 */
export type StoredEvent = { id: string; duplicate: boolean; announced: boolean; rejectedReason: string | null };

/** Refusal of a request that holds events of tenants that do not exist. Nothing was stored. */
export class UnknownTenant extends DomainError {
  readonly isUnknownTenant = true;

  static override [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof DomainError && "isUnknownTenant" in error;
  }
}

type Storing = { isAnnounced?: boolean; handOver?: HandOver | undefined };

export type StoreEvents = (rows: readonly NewEvent[]) => Promise<StoredEvent[]>;

/**
 * Stores all events or none, with payload and outbox, in one statement. An external id is stored once for each tenant and mode, and the
 * first body wins. Throws `conflict`, which names the first event, when the external id belongs to another event name, and
 * `invalid` for unknown tenants.
 */
export const storeEvents = async (deps: InsertDeps, rows: readonly NewEvent[]): Promise<StoredEvent[]> => {
  const [stored] = await storeTogether(deps, [rows]);
  return (await stored) ?? [];
};

/**
 * Stores events as `storeEvents` does, those of unknown tenants too: makes these tenants in the same transaction, or stores their events as
 * rejected. An id that is being removed, or was within 30 days, stays gone: its events are rejected. Needs the engine's role.
 */
export const storeWithUnknownTenants = async (
  deps: InsertDeps,
  rows: readonly NewEvent[],
  { creates }: { creates: boolean },
): Promise<StoredEvent[]> => {
  const [stored] = await storeTogether(deps, [rows], { insert: insertAndCreate(creates) });
  return (await stored) ?? [];
};

/**
 * Stores the events of several requests as `storeEvents` does for one: all or none, the first event of an external id wins.
 *
 * @param isAnnounced wakes the workers with the commit. Such commits wait for each other, so concurrent callers announce afterwards
 * @param handOver asks the worker to store the events
 * @returns one promise for each request, after the commit: a request with duplicates still waits for the id of the first event
 */
export const storeTogether = async (
  deps: InsertDeps,
  requests: readonly (readonly NewEvent[])[],
  { isAnnounced = false, handOver, insert = insertOfKnown(isAnnounced) }: Storing & { insert?: Insert } = {},
): Promise<Promise<StoredEvent[]>[]> => {
  const rows = requests.flat();
  const firsts = firstOfEach(rows);
  const unique = [...new Set(firsts)];
  const store = handOver ? insertThroughWorker(handOver, insert) : insert;
  const stored = await store(deps, unique, rows);
  const earlier = findEarlier(
    deps,
    unique.filter(({ id }) => !stored.has(id)),
  );
  let next = 0;
  return requests.map(async (own) => {
    const start = next;
    next += own.length;
    const ownFirsts = own.map((row, index) => firsts[start + index] ?? row);
    const found: ReadonlyMap<string, Earlier> = ownFirsts.every(({ id }) => stored.has(id)) ? NONE : await earlier;
    return own.map((row, index) => {
      const first = ownFirsts[index] ?? row;
      const earlierId = found.get(keyOf(first))?.id;
      // A worker that did not answer may store it between two statements of this process.
      const isStored = stored.has(first.id) || earlierId === first.id;
      const id = isStored ? first.id : (earlierId ?? first.id);
      const rejectedReason = stored.get(first.id) ?? null;
      return { id, duplicate: !isStored || first !== row, announced: isAnnounced, rejectedReason };
    });
  });
};

const insertOfKnown =
  (isAnnounced: boolean): Insert =>
  async (deps, unique, rows) => {
    const events = withPackedBodies(deps.bodyPacking, unique);
    const answer = await deps
      .sql<{ id: string | null; unknownTenantId: string | null }>(
        ...STORE({ events, announcement: isAnnounced ? announcementOf(unique) : null }),
      )
      .catch((error: unknown) => explainConflict(deps, rows, error));
    const unknown = new Set(answer.map(({ unknownTenantId }) => unknownTenantId));
    const problems = rows.flatMap(({ tenantId }, index) =>
      unknown.has(tenantId) ? [unknownTenant(tenantId, index)] : [],
    );
    if (problems.length > 0) throw new UnknownTenant("invalid", NOTHING_STORED, problems);
    return new Map(answer.flatMap(({ id }) => (id === null ? [] : [[id, null] as const])));
  };

const insertAndCreate =
  (creates: boolean): Insert =>
  async (deps, unique, rows) => {
    const answer = await deps
      .sql<{ id: string; rejectedReason: string | null }>(
        ...STORE_AND_CREATE({ events: withPackedBodies(deps.bodyPacking, unique), creates }),
      )
      .catch((error: unknown) => explainConflict(deps, rows, error));
    return new Map(answer.map(({ id, rejectedReason }) => [id, rejectedReason]));
  };

/** Names the events if workers may take all of them now. */
const announcementOf = (rows: readonly NewEvent[]): string =>
  rows.every(({ dueAt, rejectedReason }) => dueAt === null && rejectedReason === null)
    ? nameEvents(rows.map(({ id, tenantId }) => ({ eventId: id, tenantId })))
    : "";

const NOTHING_STORED = "Nothing was stored. Correct the events named here and send all again.";

export const notStored = (problems: FieldError[]): DomainError => new DomainError("invalid", NOTHING_STORED, problems);

/** @param index place of the event in its request */
export const unknownTenant = (tenantId: string, index: number): FieldError => ({
  path: `${index}.data.tenantId`,
  message: tenantId === "" ? "name the tenant of the event" : `There is no tenant ${quote(tenantId)}.`,
});

/** Stores one event with the reason why it is rejected, once for each external id. Returns whether a row was added. */
export const storeRejected = async ({ sql }: Pick<Deps, "sql">, row: NewEvent): Promise<boolean> => {
  const rows = await sql(...REJECT({ events: [row] }));
  return rows.length > 0;
};

const firstOfEach = (rows: readonly NewEvent[]): NewEvent[] => {
  const firsts = new Map<string, NewEvent>();
  return rows.map((row, index) => {
    if (row.externalId === null) return row;
    const key = `${row.rejectedReason === null}\n${keyOf(row)}`;
    const first = firsts.get(key);
    if (!first) firsts.set(key, row);
    else if (first.event !== row.event) throw otherEvent(row, index, first);
    return first ?? row;
  });
};

const keyOf = ({ tenantId, externalId }: { tenantId: string; externalId: string | null }) =>
  `${tenantId}\n${externalId}`;

const explainConflict = async (deps: Pick<Deps, "sql">, rows: readonly NewEvent[], error: unknown): Promise<never> => {
  if (!hasSqlState(error, OTHER_EVENT)) throw error;
  const earlier = await findEarlier(deps, rows);
  for (const [index, row] of rows.entries()) {
    const first = earlier.get(keyOf(row));
    if (first && first.event !== row.event) throw otherEvent(row, index, first);
  }
  // Retention just deleted the first event. A `conflict` would be stored as the answer to an idempotency key.
  throw new DomainError("busy", "An external id belonged to another event a moment ago. Send the request again.");
};

const otherEvent = ({ mode, externalId, event }: NewEvent, index: number, first: { id: string; event: string }) =>
  new DomainError(
    "conflict",
    `The id ${JSON.stringify(sentExternalId(mode, externalId))} belongs to the event ${first.id} (${first.event}) already. Nothing was stored. Give each event an id of its own.`,
    [{ path: `${index}.id`, message: `belongs to ${first.event} (${first.id}), so ${event} needs another id` }],
  );

const NONE: ReadonlyMap<string, Earlier> = new Map();

type Earlier = { id: string; event: string; tenantId: string; externalId: string };

const findEarlier = async ({ sql }: Pick<Deps, "sql">, rows: readonly NewEvent[]): Promise<Map<string, Earlier>> => {
  const asked = rows.filter(({ externalId }) => externalId !== null);
  if (asked.length === 0) return new Map();
  const earlier = await sql<Earlier>(...FIND_EARLIER({ keys: asked }));
  return new Map(earlier.map((row) => [keyOf(row), row]));
};
