/**
 * @param readPage returns the key before the next page; null at the end
 * @param isOver asked before each page
 * @returns the key to continue after; null at the end
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
