export type Together = {
  add: (make: () => void) => void;
  /** Makes at once what waits. */
  flush: () => void;
};

/**
 * Makes spans in groups. A span that waits for the export survives several garbage collections, which copy it each time; the line that
 * it comes from is a tenth of its size.
 * @param countMax a group this large is made at once
 */
export const createTogether = ({ countMax, waitMs }: { countMax: number; waitMs: number }): Together => {
  let waiting: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const ready = waiting;
    waiting = [];
    for (const make of ready) make();
  };
  return {
    flush,
    add: (make) => {
      waiting.push(make);
      if (waiting.length >= countMax) flush();
      else timer ??= setTimeout(flush, waitMs).unref();
    },
  };
};
