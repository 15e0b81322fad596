import type { Deps } from "#domain/context.ts";
import { COUNT_TAKEN, GIVE_BACK, TAKE } from "#engine/dispatch/take-undispatched.sql.ts";

export type UndispatchedEvent = { eventId: string; tenantId: string; generation: number };

/**
 * `isMore`: further events may be due now. `nextScheduledInMs`: time until the next scheduled event falls due; null = there is
 * none.
 */
export type Undispatched = { events: UndispatchedEvent[]; isMore: boolean; nextScheduledInMs: number | null };

type Query = { limit: number; busyTenants?: readonly string[] };

/**
 * Takes undispatched events that are due, round-robin by tenant, so that an import by one tenant does not delay the others.
 * A taken row is due again later, because its taker may die. Raises the generation, because Inngest silently drops an event
 * id that it has seen in the last 24 h. Takes nothing of `busyTenants`. The commit is asynchronous: what a crash of PostgreSQL
 * forgets is taken once more.
 */
export const lookForUndispatched = async (
  { sql }: Pick<Deps, "sql">,
  { limit, busyTenants = [] }: Query,
): Promise<Undispatched> => {
  const look = async (most: number) => {
    const rows = await sql<TakenRow>(TAKE, [most, busyTenants]);
    const { marked = 0, isMore = false, nextScheduledInMs: nextMs = null } = rows[0] ?? {};
    const events = rows.flatMap(({ eventId, tenantId, generation }) =>
      eventId === null ? [] : { eventId, tenantId, generation },
    );
    return { events, marked, isMore, nextScheduledInMs: nextMs === null ? null : Math.max(0, nextMs) };
  };
  const { marked, ...first } = await look(limit);
  const left = limit - first.events.length;
  if (marked === 0) return first;
  // Events marked just now are seen by the next look only.
  if (left === 0) return { ...first, isMore: true };
  const { marked: later, ...second } = await look(left);
  return { ...second, events: [...first.events, ...second.events], isMore: second.isMore || later > 0 };
};

/** The events of {@link lookForUndispatched}. */
export const takeUndispatchedEvents = async (deps: Pick<Deps, "sql">, query: Query): Promise<UndispatchedEvent[]> =>
  (await lookForUndispatched(deps, query)).events;

/** One row a taken event, or one row without an event. `marked`: how many scheduled events were found to be due. */
type TakenRow = (UndispatchedEvent | { eventId: null; tenantId: null; generation: null }) & {
  marked: number;
  isMore: boolean;
  nextScheduledInMs: number | null;
};

/** Gives back events that could not be announced: due again in a few seconds, with the generation from before. */
export const giveBackEvents = async (
  { sql }: Pick<Deps, "sql">,
  taken: readonly UndispatchedEvent[],
): Promise<void> => {
  await sql(GIVE_BACK, [
    taken.map(({ tenantId }) => tenantId),
    taken.map(({ eventId }) => eventId),
    taken.map(({ generation }) => generation),
  ]);
};

/**
 * Counts events that were taken and are not dispatched yet, up to `max`. Events that were taken often and are left alone for
 * long do not count: a few that never succeed must not hold up the others. Reads no more than it counts.
 */
export const countTaken = async ({ sql }: Pick<Deps, "sql">, { max }: { max: number }): Promise<number> => {
  const [row] = await sql<{ taken: number }>(COUNT_TAKEN, [max]);
  return row?.taken ?? 0;
};
