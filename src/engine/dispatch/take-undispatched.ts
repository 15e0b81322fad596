import type { Deps } from "#domain/context.ts";
import {
  COUNT_TAKEN,
  GIVE_BACK,
  RECALL,
  RECALLED_AT_ONCE,
  TAKE,
  type UndispatchedEvent,
} from "#engine/dispatch/take-undispatched.sql.ts";

/**
 * `isMore`: further events may be due now. `nextScheduledInMs`: time until the next scheduled event falls due; null = there is
 * none.
 */
export type Undispatched = { events: UndispatchedEvent[]; isMore: boolean; nextScheduledInMs: number | null };

type Query = { limit: number; busyTenants?: readonly string[] };

/**
 * Takes due events round-robin by tenant. A taken row is due again later, because this process may die. Raises the generation: Inngest
 * silently drops an event id that it saw in the last 24 h. After a crash of PostgreSQL, events may be taken once more.
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
  // The next statement sees rows that this statement marked.
  if (left === 0) return { ...first, isMore: true };
  const { marked: later, ...second } = await look(left);
  return { ...second, events: [...first.events, ...second.events], isMore: second.isMore || later > 0 };
};

/** Takes events as `lookForUndispatched` does, for callers that look again anyway. */
export const takeUndispatchedEvents = async (deps: Pick<Deps, "sql">, query: Query): Promise<UndispatchedEvent[]> =>
  (await lookForUndispatched(deps, query)).events;

/** One row for each taken event, or one row without an event. `marked` counts scheduled events found to be due. */
type TakenRow = (UndispatchedEvent | { eventId: null; tenantId: null; generation: null }) & {
  marked: number;
  isMore: boolean;
  nextScheduledInMs: number | null;
};

/** Makes events that were not announced due again in 5 s, with the previous generation. */
export const giveBackEvents = async (
  { sql }: Pick<Deps, "sql">,
  taken: readonly UndispatchedEvent[],
): Promise<void> => {
  await sql(...GIVE_BACK({ taken }));
};

/** Counts up to `max`. Skips events that are due in more than 40 s: events that never succeed must not delay the others. */
export const countTaken = async ({ sql }: Pick<Deps, "sql">, { max }: { max: number }): Promise<number> => {
  const [row] = await sql<{ taken: number }>(COUNT_TAKEN, [max]);
  return row?.taken ?? 0;
};

/**
 * Makes events due now that were taken at least twice and are not dispatched. An Inngest that runs nothing leaves such events, and they would
 * wait up to 21 minutes. Safe to repeat, and beside workers that dispatch them: the rows decide. Returns their number.
 */
export const recallTaken = async ({ sql }: Pick<Deps, "sql">): Promise<number> => {
  for (let recalled = 0; ; ) {
    const rows = await sql(RECALL);
    recalled += rows.length;
    if (rows.length < RECALLED_AT_ONCE) return recalled;
  }
};
