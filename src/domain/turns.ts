import { setImmediate } from "node:timers/promises";

export type Turns = {
  /** Returns true when the work must yield. */
  step(count?: number): boolean;
  pause(): Promise<void>;
};

/** Steps of about 1 ms of JSON scanning. */
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

const STRETCH_MS = 10;

/**
 * Yields after 10 ms, for work with uneven steps.
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

export const inTurns = async <Value>(work: Generator<void, Value>, { pause }: Turns): Promise<Value> => {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await pause();
  }
};
