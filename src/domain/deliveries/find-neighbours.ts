import type { Actor, Deps } from "#domain/context.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import type { NeighboursInput, NeighboursView } from "#domain/deliveries/neighbours.schema.ts";

/** Finds the deliveries on both sides of `id` in a filtered list. `id` is a place: the delivery itself need not match. */
export const findNeighbours = async (
  deps: Pick<Deps, "sql">,
  actor: Actor,
  { id, ...filters }: NeighboursInput,
): Promise<NeighboursView> => {
  const [older, newer] = await Promise.all([
    listDeliveries(deps, actor, { ...filters, limit: 1, cursor: id }),
    listDeliveries(deps, actor, { ...filters, limit: 1, after: id }),
  ]);
  return { newer: newer.data[0]?.id ?? null, older: older.data[0]?.id ?? null };
};
