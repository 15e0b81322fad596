import { createFigureReads } from "#features/shell/figure-reads.ts";
import type { LiveMessage } from "#features/shell/live-stream.ts";
import { createRefreshPace } from "#features/shell/refresh-pace.ts";

/** Limits reads per tab: all people and keys of a tenant share its limit. */
const READS_PER_SECOND_MAX = 15;

type Reads = {
  /** Returns the number of reads. */
  readRows: () => number;
  readFigures: () => unknown;
};

/** Plans the reads of a page by its live stream. A planned read ends with the stream: the next one catches up. */
export const createStreamReads = ({ readRows, readFigures }: Reads, clock: () => number = () => performance.now()) => {
  const figures = createFigureReads(readFigures, clock);
  const takePace = createRefreshPace();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let freeAt = Number.NEGATIVE_INFINITY;
  let isLive = false;

  const readNow = () => {
    timer = undefined;
    const reads = readRows();
    const now = clock();
    freeAt = Math.max(now + (reads * 1_000) / READS_PER_SECOND_MAX, takePace(now));
  };
  /** Reads now, or when the limits of reads and refreshes allow. */
  const readAgain = () => {
    figures.hearChange();
    timer ??= setTimeout(readNow, Math.max(0, freeAt - clock()));
  };
  const pause = () => {
    clearTimeout(timer);
    timer = undefined;
    figures.stop();
  };
  const stop = () => {
    pause();
    isLive = false;
  };
  return {
    readAgain,
    hear: (message: LiveMessage) => {
      if (message === "changed") return readAgain();
      if (message === "counted") return figures.hearCount();
      if (message === "ended") return stop();
      // Catches up: changes before or between connections are not announced.
      if (message === "live" && !isLive) readAgain();
      isLive = message === "live";
    },
    /** For a page that is hidden: it reads everything when it is shown. */
    pause,
    /** For the end of the stream. */
    stop,
  };
};
