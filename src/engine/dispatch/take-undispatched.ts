import type { Deps } from "#domain/context.ts";
import { COUNT_TAKEN, GIVE_BACK, NEXT_SCHEDULED, TAKE } from "#engine/dispatch/take-undispatched.sql.ts";

export type UndispatchedEvent = { eventId: string; tenantId: string; generation: number };

/**
 * Takes undispatched events that are due, round-robin by tenant, so that an import by one tenant does not delay the others.
 * A taken row is due again later, because its taker may die. Raises the generation, because Inngest silently drops an event
 * id that it has seen in the last 24 h. Takes nothing of `busyTenants`. The commit is asynchronous: what a crash of PostgreSQL
 * forgets is taken once more.
 */
export const takeUndispatchedEvents = async (
  { sql }: Pick<Deps, "sql">,
  { limit, busyTenants = [] }: { limit: number; busyTenants?: readonly string[] },
): Promise<UndispatchedEvent[]> => {
  const look = async (most: number) => {
    const rows = await sql<Look>(TAKE, [most, busyTenants]);
    return {
      events: rows.flatMap(({ marked: _, ...row }) => (row.eventId === null ? [] : row)),
      marked: rows[0]?.marked,
    };
  };
  const { events, marked } = await look(limit);
  // Events marked just now are seen by the next look only.
  return marked && events.length < limit ? [...events, ...(await look(limit - events.length)).events] : events;
};

/** One row a taken event, or one row without an event. `marked`: how many scheduled events were found to be due. */
type Look = (UndispatchedEvent | { eventId: null }) & { marked: number };

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

/** Milliseconds until the next scheduled event falls due; null = there is none. */
export const nextScheduledInMs = async ({ sql }: Pick<Deps, "sql">): Promise<number | null> => {
  const [row] = await sql<{ waitMs: number }>(NEXT_SCHEDULED);
  return row ? Math.max(0, row.waitMs) : null;
};
