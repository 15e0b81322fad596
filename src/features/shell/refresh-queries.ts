import type { QueryClient, QueryFilters } from "@tanstack/react-query";

/**
 * Reads these queries again after a change. A read that has begun may miss the change: it is repeated once it has ended, and not broken
 * off, since a page under load would never get its data.
 *
 * @returns number of queries that a page shows
 */
export const refreshQueries = (client: QueryClient, filters: QueryFilters): number => {
  const active = client.getQueryCache().findAll({ ...filters, type: "active" });
  for (const { state, promise, queryKey } of active) {
    if (state.fetchStatus !== "fetching") continue;
    // The query ends in a later task than its promise.
    const readAfter = () =>
      setTimeout(() => client.invalidateQueries({ queryKey, exact: true }, { cancelRefetch: false }));
    promise?.then(readAfter, readAfter);
  }
  void client.invalidateQueries(filters, { cancelRefetch: false });
  return active.length;
};
