import type { Deps } from "#domain/context.ts";
import { COUNT_TAKEN, GIVE_BACK, NEXT_SCHEDULED, TAKE } from "#engine/dispatch/take-undispatched.sql.ts";

export type UndispatchedEvent = { eventId: string; tenantId: string; generation: number };

/**
 * Takes undispatched events that are due, round-robin by tenant, so that an import by one tenant does not delay the others.
 * Takes none of `busyTenants`. A taken row is due again later, since its taker may have died. Raises the generation, because
 * Inngest silently drops an event id that it has seen in the last 24 h. Does not wait for the commit: an event that a crash of
 * PostgreSQL forgets is taken once more.
 */
export const takeUndispatchedEvents = (
  { sql }: Pick<Deps, "sql">,
  { limit, busyTenants = [] }: { limit: number; busyTenants?: readonly string[] },
): Promise<UndispatchedEvent[]> => sql<UndispatchedEvent>(TAKE, [limit, busyTenants]);

/** Gives back events that could not be announced: due again in a few seconds, with the generation of before. */
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
 * Counts events that were taken and are not dispatched yet, up to `max`. Leaves out events that were taken often and will be left
 * alone for long: a few that never succeed must not hold up the others. Reads no more than it counts.
 */
export const countTaken = async ({ sql }: Pick<Deps, "sql">, { max }: { max: number }): Promise<number> => {
  const [row] = await sql<{ taken: number }>(COUNT_TAKEN, [max]);
  return row?.taken ?? 0;
};

/** Milliseconds until the next scheduled event falls due; null when none is scheduled. */
export const nextScheduledInMs = async ({ sql }: Pick<Deps, "sql">): Promise<number | null> => {
  const [row] = await sql<{ waitMs: number }>(NEXT_SCHEDULED);
  return row ? Math.max(0, row.waitMs) : null;
};
