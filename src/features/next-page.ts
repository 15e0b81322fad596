/** Where a list goes on; undefined at its end, as infinite queries want it. */
export const getNextPageParam = (page: { nextCursor: string | null }): string | undefined =>
  page.nextCursor ?? undefined;
