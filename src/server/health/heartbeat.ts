import { beat, endHeartbeat } from "#domain/health/heartbeat.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

const BEAT_MS = 2_000;
/** Health calls a process silent after the same time. */
const FRESH_MS = 10_000;

/** Keeps the `worker_heartbeat` row of this process fresh until stopped. */
export const startHeartbeat = (deps: Pick<EngineDeps, "sql" | "workerId" | "log">, role: "worker" | "web") => {
  const { workerId } = deps;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let beatAt = Number.NEGATIVE_INFINITY;
  // Serial statements: a stuck database holds at most one connection for heartbeats.
  const goOn = async (): Promise<void> => {
    await beat(deps, { workerId, role }).then(
      () => {
        beatAt = performance.now();
      },
      (error: Error) => {
        beatAt = Number.NEGATIVE_INFINITY;
        deps.log.warn({ err: error }, "could not write the heartbeat of this process");
      },
    );
    if (!stopped) timer = setTimeout(goOn, BEAT_MS);
  };
  return {
    first: goOn(),
    /** Tells whether the database took the last heartbeat, and lately. */
    isFresh: () => performance.now() - beatAt < FRESH_MS,
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await endHeartbeat(deps, { workerId }).catch(() => {});
    },
  };
};
