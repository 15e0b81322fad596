import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { shrinkHeap } from "#supervisor/shrink-heap.ts";

it("garbage is collected at once, and code gets no collector of its own", async () => {
  const garbage = new WeakRef({ of: "a start" });
  // A WeakRef keeps its object until the current task ends.
  await setImmediate();
  shrinkHeap();
  expect(garbage.deref()).toBeUndefined();
  expect(globalThis.gc).toBeUndefined();
});
