export type Together = {
  add: (make: () => void) => void;
  /** Makes at once what waits. */
  flush: () => void;
};

/**
 * Makes spans in groups. A span that waits for the export survives several garbage collections, which copy it each time and then keep it
 * among the old objects; the line that it comes from is a tenth of its size.
 * @param countMax a group this large is made at once
 * @param onMade sends what a group has made
 */
export const createTogether = ({
  countMax,
  waitMs,
  onMade,
}: {
  countMax: number;
  waitMs: number;
  onMade: () => void;
}): Together => {
  let waiting: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const ready = waiting;
    waiting = [];
    for (const make of ready) make();
    onMade();
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
