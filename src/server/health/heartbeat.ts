import { beat, endHeartbeat, type Read } from "#domain/health/heartbeat.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

const BEAT_MS = 2_000;
/** Health calls a process silent after the same time. */
const FRESH_MS = 10_000;

/**
 * Keeps the `worker_heartbeat` row of this process fresh until stopped, and what the operator has changed in its memory. `now` reads
 * the changes at once, and says in the row that this process knows them.
 *
 * @param onPauses called when the pauses of sending have changed
 */
export const startHeartbeat = (
  deps: Pick<EngineDeps, "sql" | "workerId" | "log" | "pauses" | "tenantLimits" | "bodyPacking">,
  role: "worker" | "web",
  onPauses: () => void = () => {},
) => {
  const { workerId } = deps;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let beatAt = Number.NEGATIVE_INFINITY;
  let known: Read | null = null;
  let isFirst = true;
  /** Beats that follow the running one at once. */
  let asked = 0;
  let running: Promise<void> | undefined;

  const beatOnce = async () => {
    try {
      const { read, isChanged } = await beat(deps, { workerId, role, known });
      known = read;
      beatAt = performance.now();
      if (isChanged) asked = Math.max(asked, 1);
      if (isChanged && !isFirst) onPauses();
      isFirst = false;
    } catch (error) {
      beatAt = Number.NEGATIVE_INFINITY;
      // A database that crashed gives out again what it had not written: the snapshot would hide those changes.
      known = null;
      // Another server, to which the database moved, may not permit packed bodies.
      deps.bodyPacking.note(false);
      deps.log.warn({ err: error }, "could not write the heartbeat of this process");
      asked = 0;
    }
  };
  // Serial statements: a stuck database holds at most one connection for heartbeats.
  const goOn = async (): Promise<void> => {
    clearTimeout(timer);
    do {
      await beatOnce();
      asked--;
    } while (asked >= 0 && !stopped);
    asked = 0;
    running = undefined;
    if (!stopped) timer = setTimeout(start, BEAT_MS);
  };
  const start = (): Promise<void> => {
    running ??= goOn();
    return running;
  };

  return {
    first: start(),
    now: async () => {
      // One beat reads, and the next one tells. A beat under way may have read before the change.
      asked = running ? 2 : 1;
      if (!stopped) await start();
    },
    /** Tells whether the database took the last heartbeat, and lately. */
    isFresh: () => performance.now() - beatAt < FRESH_MS,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
      await endHeartbeat(deps, { workerId }).catch(() => {});
    },
  };
};
