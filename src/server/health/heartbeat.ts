import { beat, endHeartbeat } from "#domain/health/heartbeat.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";

const BEAT_MS = 2_000;

/** Keeps this process's row in `worker_heartbeat` fresh until it is stopped. */
export const startHeartbeat = (deps: Pick<EngineDeps, "sql" | "workerId" | "log">, role: "worker" | "web") => {
  const { workerId } = deps;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  // One statement at a time: a database that does not answer must not take a connection for each heartbeat.
  const goOn = async (): Promise<void> => {
    await beat(deps, { workerId, role }).catch((error: Error) =>
      deps.log.warn({ err: error }, "heartbeat not written"),
    );
    if (!stopped) timer = setTimeout(goOn, BEAT_MS);
  };
  return {
    first: goOn(),
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await endHeartbeat(deps, { workerId }).catch(() => {});
    },
  };
};
