import type { Env } from "#env.ts";

type Times = Pick<Env, "WEBHOOK_TIMEOUT"> & { drainMs: number };

/** Time to release leases in a database that may be silent. */
const RELEASE_MS = 2_000;

/**
 * Longest stop of a part, from the signal on: with the default settings, a stop and the release of leases after it take 15 s at most. A
 * longer attempt or drain may end.
 */
export const stopMsMax = ({ WEBHOOK_TIMEOUT, drainMs }: Times): number =>
  Math.max(13_000, WEBHOOK_TIMEOUT + 3_000, drainMs + 8_000);

type Ending = { release: () => Promise<void>; exit: () => void; log: (line: string) => void };

/** Ends a process whose stop hangs, such as on a silent database, and releases its leases first, so that others go on at once. */
export const endAfter = (ms: number, { release, exit, log }: Ending): void => {
  setTimeout(() => {
    log(`The stop takes longer than ${ms / 1_000} s: ending now. Attempts in flight are made again.`);
    setTimeout(exit, RELEASE_MS);
    release().then(exit, exit);
  }, ms);
};
