/** Figures are read at most once in this time, and so long after a change whose count is not announced. */
const READ_MS = 5_000;

/**
 * Plans when a page reads its figures again. They follow the rows: a change alone is read later, and a count at once.
 *
 * @param read reads the figures
 */
export const createFigureReads = (read: () => unknown, clock: () => number = () => performance.now()) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let isChangedAgain = false;

  const plan = (at: number) => {
    clearTimeout(timer);
    timer = setTimeout(readNow, Math.max(0, at - clock()));
  };
  const readNow = () => {
    timer = undefined;
    readAt = clock();
    read();
    if (isChangedAgain) plan(readAt + READ_MS);
    isChangedAgain = false;
  };
  return {
    /** Rows changed. The last change of many is followed by a read too. */
    hearChange: () => {
      if (timer === undefined) plan(clock() + READ_MS);
      else isChangedAgain = true;
    },
    /** Rows were counted: the counts of later changes are announced as well. */
    hearCount: () => {
      isChangedAgain = false;
      plan(readAt + READ_MS);
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
      isChangedAgain = false;
    },
  };
};
