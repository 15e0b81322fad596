import { execFileSync } from "node:child_process";
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

  // If the second one fails, V8 has changed, and a Set would do.
  it("lets nothing become old that left long ago", () => expect(mbBecomeOld("createBag()", "leave")).toBeLessThan(2));

  it("is there because a Set does not", () =>
    expect(mbBecomeOld("new Set()", "() => held.delete(value)")).toBeGreaterThan(50));
});

/** MiB that V8 moves to its old generation, of the 300 that 30,000 values need, while the last 16 are held. */
const mbBecomeOld = (holder: string, wayOut: string): number => {
  const script = `
    const { createBag } = await import(${JSON.stringify(new URL("bag.ts", import.meta.url).href)});
    const held = ${holder};
    const open = [];
    for (let number = 0; number < 30_000; number++) {
      const value = Array.from({ length: 100 }, (_, index) => ({ number, index, text: "x" + index }));
      const leave = held.add(value);
      open.push(${wayOut});
      if (open.length > 16) open.shift()();
      if (number === 100) gc();
    }`;
  const args = ["--expose-gc", "--trace-gc-nvp", "--max-semi-space-size=1", "--input-type=module", "--eval", script];
  const lines = execFileSync(process.execPath, args, { encoding: "utf8" }).split("\n");
  const promoted = lines
    .filter((line) => line.includes(" gc=s "))
    .map((line) => Number(/ promoted=(\d+)/.exec(line)?.[1]));
  return promoted.reduce((sum, bytes) => sum + bytes, 0) / 2 ** 20;
};
