import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Fault } from "#tests/faults/fault.ts";
import { until } from "../until.ts";
import { environmentOf, openFiles, setLimit, workerIdOf } from "./processes.ts";
import type { World } from "./world.ts";

const WORKER = join(import.meta.dirname, "..", "..", "worker", "main.ts");
const KILLS = 5;
/** Time until a new worker makes attempts after a kill. */
const BACK_MS = 30_000;
const STARVED_MS = 3_000;
/** Files beyond those that the worker has open: enough for one or two connections. */
const FILES_LEFT = 2;

const kill = (world: World, pid: number, signal: NodeJS.Signals = "SIGKILL") => {
  world.disruptions += 1;
  if (signal === "SIGKILL") world.kills += 1;
  process.kill(pid, signal);
};

/** Number of requests being answered now. */
const inFlight = (world: World) =>
  until("an attempt is in flight", async () => (await world.recorder.counts()).open > 0, BACK_MS);

const moreReceived = async (world: World, count: number) => {
  const before = (await world.recorder.counts()).received;
  await until(
    `${count} more requests have arrived`,
    async () => (await world.recorder.counts()).received >= before + count,
    BACK_MS,
  );
};

const gone = (pid: number) =>
  until("it is gone", () => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  });

/** Starts another worker on the same rows with the first one's environment, as on a second machine. */
const startSecondWorker = async (world: World) => {
  const own = await until("the worker's environment can be read", async () => {
    const env = environmentOf(await world.workerPid());
    return env.DATABASE_URL !== undefined && env;
  });
  const child = spawn(process.execPath, [WORKER, `--id=wrk_second${Date.now()}`], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...own },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`The second worker ended with ${code} instead of starting.`);
  });
  await Promise.race([once(child, "message"), ended]);
  ended.catch(() => {});
  return child;
};

export const processFaults: Record<string, Fault> = {
  "worker killed with attempts in flight": {
    run: async (world) => {
      for (let count = 0; count < KILLS; count++) {
        await inFlight(world);
        const pid = await world.workerPid();
        kill(world, pid);
        await gone(pid);
      }
    },
  },
  "worker killed between response and record": {
    run: async (world) => {
      for (let count = 0; count < 2; count++) {
        const pid = await world.workerPid();
        world.disruptions += 1;
        world.kills += 1;
        await world.recorder.killAfterResponse(pid);
        await gone(pid);
      }
    },
  },
  "worker frozen past its leases, and continued": {
    isLong: true,
    run: async (world) => {
      const second = await startSecondWorker(world);
      await inFlight(world);
      const frozen = await world.workerPid();
      kill(world, frozen, "SIGSTOP");
      try {
        // The worker's own leases, without those of a worker killed earlier.
        const id = workerIdOf(frozen);
        await until(
          "what it held was taken over",
          async () =>
            (await world.query("SELECT 1 FROM webhook_delivery WHERE strpos(lease_token, $1) > 0", [id])).length === 0,
          60_000,
        );
      } finally {
        process.kill(frozen, "SIGCONT");
      }
      await moreReceived(world, 20);
      second.kill("SIGTERM");
      await once(second, "exit");
    },
  },
  "two workers on the same rows": {
    run: async (world) => {
      const second = await startSecondWorker(world);
      await moreReceived(world, 60);
      world.disruptions += 1;
      world.kills += 1;
      second.kill("SIGKILL");
      await once(second, "exit");
      // The supervisor sees no exit here: the leases expire.
    },
  },
  "web process killed": {
    run: async (world) => {
      for (let count = 0; count < 2; count++) {
        const pid = await world.webPid();
        kill(world, pid);
        await gone(pid);
        await until(
          "the API answers again",
          async () => (await fetch(`${world.app.url}/api/health/web`).catch(() => null))?.status === 200,
          BACK_MS,
        );
      }
    },
  },
  "worker out of file descriptors": {
    needsPrlimit: true,
    run: async (world) => {
      const pid = await world.workerPid();
      setLimit(pid, "nofile", openFiles(pid) + FILES_LEFT);
      await new Promise((resolve) => setTimeout(resolve, STARVED_MS));
      setLimit(pid, "nofile", "unlimited");
    },
  },
  "clean restart under load": {
    run: async (world) => {
      await inFlight(world);
      world.disruptions += 1;
      await world.restart();
    },
  },
};
