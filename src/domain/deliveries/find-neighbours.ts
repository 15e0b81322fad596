import type { Actor, Deps } from "#domain/context.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import type { NeighboursInput, NeighboursView } from "#domain/deliveries/neighbours.schema.ts";

/** Pages read for one neighbour: a page without a row has walked past 50,000 others, and has a cursor. */
const PAGES_MAX = 5;

/**
 * Finds the deliveries on both sides of `id` in a filtered list. `id` is a place: the delivery itself need not match. A neighbour behind
 * more than 250,000 rows that do not match is not found.
 */
export const findNeighbours = async (
  deps: Pick<Deps, "sql">,
  actor: Actor,
  { id, ...filters }: NeighboursInput,
): Promise<NeighboursView> => {
  const nextFrom = async (side: "cursor" | "after"): Promise<string | null> => {
    let place = id;
    for (let page = 1; page <= PAGES_MAX; page++) {
      const { data, nextCursor } = await listDeliveries(deps, actor, { ...filters, limit: 1, [side]: place });
      if (data[0] || nextCursor === null) return data[0]?.id ?? null;
      place = nextCursor;
    }
    return null;
  };
  const [older, newer] = await Promise.all([nextFrom("cursor"), nextFrom("after")]);
  return { newer, older };
};
