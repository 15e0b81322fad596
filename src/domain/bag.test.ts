import { describe, expect, it } from "vitest";
import { createBag } from "#domain/bag.ts";

describe("bag", () => {
  it("holds what was added and not taken out, whatever the order", () => {
    const bag = createBag<number>();
    const kept = new Map<number, () => void>();
    for (let step = 0; step < 2_000; step++) {
      const [oldest] = kept.keys();
      // Every third step takes out the oldest, every seventh the newest.
      const gone = step % 3 === 0 ? oldest : step % 7 === 0 ? [...kept.keys()].at(-1) : undefined;
      if (gone === undefined) kept.set(step, bag.add(step));
      else {
        kept.get(gone)?.();
        kept.delete(gone);
      }
      expect(bag.size()).toBe(kept.size);
      expect(bag.values().toSorted((a, b) => a - b)).toEqual([...kept.keys()]);
    }
  });

  it("takes a value out once, also when equal values are in it", () => {
    const bag = createBag<string>();
    const leave = bag.add("a");
    bag.add("a");
    leave();
    leave();
    expect(bag.values()).toEqual(["a"]);
  });

  it("stays as it was when a value leaves that has left already", () => {
    const bag = createBag<string>();
    const leave = bag.add("a");
    leave();
    bag.add("b");
    leave();
    expect(bag.values()).toEqual(["b"]);
  });
});
