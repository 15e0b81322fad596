const DAY_MS = 86_400_000;
/** Time between two looks at the clock: a machine may sleep, and its clock may be set. */
const LOOK_MS = 600_000;
/** Latest begin. A machine that slept through the instant waits for the next day. */
const LATE_MS = 3_600_000;

/**
 * Acts each day at a time of day in UTC, and not before the last act has ended. Returns how to end the waiting.
 *
 * @param minute of the day: 210 is 03:30
 * @param act never rejects
 * @param clock milliseconds since 1970
 */
export const everyDayAt = (minute: number, act: () => Promise<void>, clock = () => Date.now()): (() => void) => {
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  let dueAt = nextInstant(minute, clock());

  const wait = () => {
    if (!isEnded) timer = setTimeout(look, Math.min(LOOK_MS, Math.max(0, dueAt - clock())));
  };
  const look = async () => {
    const lateMs = clock() - dueAt;
    if (lateMs >= 0 && lateMs < LATE_MS) await act();
    // After a clock that was set back, the instant may be days away.
    if (lateMs >= 0 || dueAt - clock() > DAY_MS) dueAt = nextInstant(minute, clock());
    wait();
  };

  wait();
  return () => {
    isEnded = true;
    clearTimeout(timer);
  };
};

/** Returns the next instant with this minute of the day in UTC, later than `now`. Both are milliseconds since 1970. */
export const nextInstant = (minute: number, now: number): number => {
  const today = Math.floor(now / DAY_MS) * DAY_MS + minute * 60_000;
  return today > now ? today : today + DAY_MS;
};
