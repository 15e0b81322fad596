import { setImmediate } from "node:timers/promises";

/** The longest stretch that one request holds the process. */
const STRETCH_MS = 10;

/**
 * Lets other work of the process run after each 10 ms of long work. Call it between small pieces; it waits only when it is time.
 *
 * @param clock milliseconds, monotonic
 */
export const createBreather = (clock: () => number = () => performance.now()) => {
  let since = clock();
  return async (): Promise<void> => {
    if (clock() - since < STRETCH_MS) return;
    await setImmediate();
    since = clock();
  };
};
