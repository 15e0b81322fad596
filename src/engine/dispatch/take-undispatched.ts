import type { Deps } from "#domain/context.ts";
import {
  COUNT_TAKEN,
  GIVE_BACK,
  NEXT_SCHEDULED,
  TAKE,
  type UndispatchedEvent,
} from "#engine/dispatch/take-undispatched.sql.ts";

/**
 * Takes due events round-robin by tenant. A taken row is due again later, because this process may die. Raises the generation: Inngest
 * silently drops an event id that it saw in the last 24 h. After a crash of PostgreSQL, events may be taken once more.
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
  // The next statement sees rows that this statement marked.
  return marked && events.length < limit ? [...events, ...(await look(limit - events.length)).events] : events;
};

type Look = (UndispatchedEvent | { eventId: null }) & { marked: number };

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

/** Null = no event is scheduled. */
export const nextScheduledInMs = async ({ sql }: Pick<Deps, "sql">): Promise<number | null> => {
  const [row] = await sql<{ waitMs: number }>(NEXT_SCHEDULED);
  return row ? Math.max(0, row.waitMs) : null;
};
