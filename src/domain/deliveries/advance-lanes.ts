import type { Deps } from "#domain/context.ts";
import { ADVANCE, HEADLESS } from "#domain/deliveries/advance-lanes.sql.ts";
import type { Lane } from "#domain/order-lane.ts";
import { hasSqlState, UNIQUE_VIOLATION } from "#domain/sql/sql-state.ts";
import type { Place } from "#domain/subscriptions/place.ts";

/** Head of a lane that is due. */
export type Startable = Place & Lane & { deliveryId: string; attempts: number; generation: number; dueAt: Date };

const TRIES_MAX = 3;
/** Limits one statement. */
const LANES_AT_ONCE = 1_000;

/**
 * Gives each lane without a head its next delivery, and returns heads that are due. A statement that ends a head does the same (trigger
 * of the table), but cannot see deliveries that are stored at that moment. So each side calls this after its commit. Safe to repeat.
 */
export const advanceLanes = async (
  { sql }: Pick<Deps, "sql">,
  lanes: readonly Lane[],
  tries = 1,
): Promise<Startable[]> => {
  if (lanes.length === 0) return [];
  try {
    return await sql<Startable>(...ADVANCE({ lanes }));
  } catch (error) {
    // Another process gave one of these lanes a head at the same moment.
    if (!hasSqlState(error, UNIQUE_VIOLATION)) throw error;
    return tries < TRIES_MAX ? advanceLanes({ sql }, lanes, tries + 1) : [];
  }
};

/** Advances lanes that a crash left without a head. Returns how many deliveries are due by it. */
export const advanceHeadlessLanes = async (deps: Pick<Deps, "sql">): Promise<number> => {
  for (let started = 0; ; ) {
    const lanes = await deps.sql<Lane>(HEADLESS, [LANES_AT_ONCE]);
    const heads = await advanceLanes(deps, lanes);
    started += heads.length;
    if (lanes.length < LANES_AT_ONCE || heads.length === 0) return started;
  }
};
