/** Values in no order, each with its own way out. */
export type Bag<T> = {
  /** Returns a function that takes the value out. Safe to repeat. */
  add(value: T): () => void;
  values(): T[];
  size(): number;
};

/**
 * For what comes and goes with each request or run, in place of a Set that lives as long as the process. A Set that has made itself a new table
 * keeps a reference from the old table to it. An old table that has reached V8's old generation so keeps alive all later ones with
 * everything they held, until the next large collection: objects that lived for milliseconds became old (measured).
 */
export const createBag = <T>(): Bag<T> => {
  const held: { value: T; place: number }[] = [];
  return {
    add: (value) => {
      const one = { value, place: held.length };
      held.push(one);
      return () => {
        if (held[one.place] !== one) return;
        const last = held.pop() ?? one;
        if (last === one) return;
        held[one.place] = last;
        last.place = one.place;
      };
    },
    values: () => held.map(({ value }) => value),
    size: () => held.length,
  };
};
