import type { GroupSize } from "#server/traces/traced-span.ts";

export type SpanGroup = {
  /** Counts a span. */
  add: () => void;
  /** Ends the group at once, if it has spans. */
  end: () => void;
};

/**
 * Ends a group of spans when it is full, or some time after its first one.
 * @param onEnd sends the group
 */
export const createSpanGroup = ({ countMax, waitMs, onEnd }: GroupSize & { onEnd: () => void }): SpanGroup => {
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    clearTimeout(timer);
    timer = undefined;
    if (count === 0) return;
    count = 0;
    onEnd();
  };
  return {
    end,
    add: () => {
      count += 1;
      if (count >= countMax) end();
      else timer ??= setTimeout(end, waitMs).unref();
    },
  };
};
