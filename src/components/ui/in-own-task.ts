/**
 * Runs the work of an effect in a task of its own: effects of one render run in one task, which their work makes long.
 * @param work may return what undoes it
 * @returns what ends the effect
 */
export const inOwnTask = (work: () => (() => void) | undefined): (() => void) => {
  let undo: (() => void) | undefined;
  const later = setTimeout(() => {
    undo = work();
  });
  return () => {
    clearTimeout(later);
    undo?.();
  };
};
