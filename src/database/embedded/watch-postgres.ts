import type { RunningPostgres } from "./embedded-postgres.ts";

const LOOK_MS = 200;
const RETRY_MS = { first: 250, max: 5_000 };

type Watched = Pick<RunningPostgres, "isAlive" | "revive" | "stop" | "port">;

/**
 * Restarts a dead database on its port until it runs. Polls, because an adopted server is no child process.
 * `stop` ends the server even while it starts.
 */
export const watchPostgres = (
  postgres: Watched,
  { log }: { log: (line: string) => void },
): { stop: () => Promise<void> } => {
  let isStopping = false;
  let timer: NodeJS.Timeout;
  let reviving: Promise<void> | null = null;

  const look = async () => {
    if (!postgres.isAlive()) {
      reviving = revive().finally(() => {
        reviving = null;
      });
      await reviving;
    }
    if (!isStopping) timer = setTimeout(look, LOOK_MS);
  };

  const revive = async () => {
    const since = performance.now();
    const elapsed = () => `${((performance.now() - since) / 1_000).toFixed(1)} s`;
    log(`PostgreSQL HAS ENDED and nobody stopped it: starting it again on port ${postgres.port}.`);
    for (let delayMs = RETRY_MS.first; !isStopping; delayMs = Math.min(delayMs * 2, RETRY_MS.max)) {
      try {
        await postgres.revive();
        return log(`PostgreSQL is back after ${elapsed()}.`);
      } catch (error) {
        if (isStopping) return;
        log(`PostgreSQL is still down after ${elapsed()}: ${error instanceof Error ? error.message : error}`);
        await pause(delayMs);
      }
    }
  };

  timer = setTimeout(look, LOOK_MS);
  return {
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      await postgres.stop();
      while (reviving) {
        await Promise.race([reviving, pause(LOOK_MS)]);
        await postgres.stop();
      }
    },
  };
};

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
