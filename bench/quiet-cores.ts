import { setTimeout as rest } from "node:timers/promises";
import { PAUSE_MS } from "./latency.ts";
import { percentile, ratioOf } from "./percentile.ts";

const BYTES = 1024 * 1024;
const LINE_BYTES = 64;
const TRIES = 60;

/**
 * Tells how much longer a walk through 1 MiB of memory takes after the pause between two lone events than in a loop. Whatever shares the
 * processor, also other virtual machines, may take its caches meanwhile: the latency of an idle system grows with that.
 */
export const measureRestCost = async (): Promise<number> => {
  const walk = createWalk();
  let last = 0;
  const timed = async (pause: () => unknown): Promise<number> => {
    const us: number[] = [];
    for (let tries = 0; tries < TRIES; tries++) {
      await pause();
      const startedAt = performance.now();
      last = walk(last);
      us.push((performance.now() - startedAt) * 1_000);
    }
    return percentile(us, 50);
  };
  const atOnce = () => {};
  // V8 compiles the walk in the first round.
  await timed(atOnce);
  const hotUs = await timed(atOnce);
  return ratioOf(await timed(() => rest(PAUSE_MS)), hotUs);
};

/** Returns a walk over all cache lines, each read names the next one, in an order that no processor guesses. */
const createWalk = () => {
  const perLine = LINE_BYTES / Int32Array.BYTES_PER_ELEMENT;
  const lines = BYTES / LINE_BYTES;
  // Has the full period of a power of two (Hull and Dobell).
  const following = (line: number) => (line * 4_101 + 12_345) % lines;
  const next = new Int32Array(lines * perLine);
  for (let line = 0; line < lines; line++) next[line * perLine] = following(line) * perLine;
  return (start: number) => {
    let place = start;
    for (let count = 0; count < lines; count++) place = next[place] ?? 0;
    return place;
  };
};
