/** Smaller groups wait for nobody: a lone event is never later for this. */
const CROWD_MIN = 8;
const WAIT_MS_MAX = 5;

/**
 * Lets a writer wait for those who come again. Callers who wait for each answer fall into two halves otherwise, which write in turn, and
 * each statement costs as much as some ten of its rows (measured).
 *
 * `comes` is called for each arrival. `gather` waits until `isThere(count)`, 5 ms at most, if the last group and all who wait now are a crowd.
 */
export const createCrowd = () => {
  let onArrival = () => {};
  return {
    comes: () => onArrival(),
    gather: (count: number, isThere: (count: number) => boolean): Promise<void> | undefined => {
      if (count < CROWD_MIN || isThere(count)) return;
      return new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer);
          onArrival = () => {};
          resolve();
        };
        const timer = setTimeout(end, WAIT_MS_MAX);
        onArrival = () => {
          if (isThere(count)) end();
        };
      });
    },
  };
};
