/**
 * Walks a table page by page: each page begins after the last key of the one before. A walk that keeps its place in a row, or
 * hands it on, goes on there after a crash.
 *
 * @param readPage returns the key after which the next page begins; null at the end
 * @param isOver asked before each page; a walk ends early when it is true
 * @returns the key after which an early end goes on; null when the walk has reached its end
 */
export const walkPages = async (
  after: string,
  readPage: (after: string) => Promise<string | null>,
  isOver: () => boolean = () => false,
): Promise<string | null> => {
  let place: string | null = after;
  while (place !== null) {
    if (isOver()) return place;
    place = await readPage(place);
  }
  return null;
};
