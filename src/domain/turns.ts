import { setImmediate } from "node:timers/promises";

/** Shares the thread: work counts its steps, and yields after a number of them. */
export type Turns = {
  /** Counts steps (1 by default). True when the turn is over: the work then yields. */
  step(count?: number): boolean;
  /** Resolves after other work had its turn. */
  pause(): Promise<void>;
};

/** About a millisecond of JSON scanning on a busy core. */
const STEPS_PER_TURN = 2_000;

export const createTurns = (stepsMax = STEPS_PER_TURN, pause: () => Promise<void> = () => setImmediate()): Turns => {
  let steps = 0;
  return {
    step: (count = 1) => {
      steps += count;
      if (steps < stepsMax) return false;
      steps = 0;
      return true;
    },
    pause,
  };
};

/** Longest time that one request holds the process. */
const STRETCH_MS = 10;

/**
 * A pause for work whose steps are too uneven to count: call it between pieces. It yields once 10 ms are over.
 *
 * @param clock milliseconds, monotonic
 */
export const createTimedPause = (clock: () => number = () => performance.now()): (() => Promise<void>) => {
  let since = clock();
  return async () => {
    if (clock() - since < STRETCH_MS) return;
    await setImmediate();
    since = clock();
  };
};

/** Runs work that yields when its turn is over. */
export const inTurns = async <Value>(work: Generator<void, Value>, { pause }: Turns): Promise<Value> => {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await pause();
  }
};
