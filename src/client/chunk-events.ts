/** Limits of one request to Bellhop. */
const EVENTS_MAX = 1_000;
const BYTES_MAX = 10 * 1024 * 1024;
const VALUES_MAX = 200_000;

/**
 * Cuts events into requests that Bellhop takes, in order. `textOf` gives the JSON text. An event over a limit goes alone, and
 * Bellhop says what is wrong with it.
 */
export const chunkEvents = <Item>(items: readonly Item[], textOf: (item: Item) => string): Item[][] => {
  const chunks: Item[][] = [];
  let bytes = 0;
  let values = 0;
  for (const item of items) {
    const text = textOf(item);
    // Two more bytes hold the comma, or the brackets around the list.
    const itemBytes = new TextEncoder().encode(text).byteLength + 2;
    const itemValues = valuesMax(text);
    const last = chunks.at(-1);
    const hasRoom =
      last !== undefined &&
      last.length < EVENTS_MAX &&
      bytes + itemBytes <= BYTES_MAX &&
      values + itemValues <= VALUES_MAX;
    if (hasRoom) last.push(item);
    else chunks.push([item]);
    bytes = (hasRoom ? bytes : 0) + itemBytes;
    values = (hasRoom ? values : 0) + itemValues;
  }
  return chunks;
};

/** Upper bound of the values in a JSON text: each one follows a comma or an opening bracket, or opens the text. */
const valuesMax = (text: string) => 1 + (text.match(/[,[{]/g)?.length ?? 0);
