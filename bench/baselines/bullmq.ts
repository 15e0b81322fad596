import { execFile, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "#tests/start-app.ts";
import type { Endings } from "../endings.ts";
import type { Receiver } from "../receiver/start-receiver.ts";
import { say } from "../say.ts";
import { type BaselineResult, createJobWorld, forkReady, measureJobs } from "./job-world.ts";
import type { WebhookJob } from "./webhook-job.ts";

const run = promisify(execFile);

const VERSION = "5";
export const QUEUE = "webhooks";

/** Used part of BullMQ's types. BullMQ is no dependency: `--baseline bullmq` installs it into a separate directory. */
export type BullMq = {
  Queue: new (
    name: string,
    options: { connection: { host: string; port: number } },
  ) => {
    addBulk(jobs: { name: string; data: WebhookJob; opts: object }[]): Promise<unknown>;
    close(): Promise<void>;
  };
  Worker: new (
    name: string,
    work: (job: { data: WebhookJob; attemptsMade: number }) => Promise<void>,
    options: { connection: { host: string; port: number }; concurrency: number },
  ) => { waitUntilReady(): Promise<unknown> };
};

/** Measures BullMQ on Redis, one job per delivery, with defaults. */
export const measureBullMq = async (
  receiver: Receiver,
  endings: Endings,
  { events }: { events: number },
): Promise<BaselineResult> => {
  await run("redis-server", ["--version"]).catch(() => {
    throw new Error("--baseline bullmq needs redis-server in PATH (Debian: apt-get install redis-server).");
  });
  const world = await createJobWorld(receiver, endings);
  say("installing BullMQ into a temporary directory …");
  const directory = join(world.directory, "bullmq");
  await run("npm", ["install", "--prefix", directory, "--no-audit", "--no-fund", `bullmq@${VERSION}`]);
  const port = await startRedis(world.directory, endings);
  const settings = { BULLMQ_DIRECTORY: directory, REDIS_PORT: String(port), DATABASE_URL: world.databaseUrl };
  await forkReady("bullmq-worker.ts", settings, endings);

  const bullMq: BullMq = createRequire(join(directory, "package.json"))("bullmq");
  const queue = new bullMq.Queue(QUEUE, { connection: { host: "127.0.0.1", port } });
  endings.add(() => queue.close());
  const opts = { attempts: 6, backoff: { type: "exponential", delay: 1_000 }, removeOnComplete: 1_000 };
  return measureJobs(world, receiver, {
    events,
    enqueue: (jobs) => queue.addBulk(jobs.map((data) => ({ name: "deliver", data, opts }))),
    what: "BullMQ and Redis, one job per delivery: signed POST, one insert for its log; from the first addBulk of 100 to the last row",
  });
};

const startRedis = async (directory: string, endings: Endings): Promise<number> => {
  const port = await freePort();
  const redis = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--dir", directory], {
    stdio: "ignore",
    detached: true,
  });
  const exited = new Promise<void>((resolve) => redis.once("exit", () => resolve()));
  endings.add(async () => {
    redis.kill("SIGTERM");
    await exited;
  });
  for (let tries = 0; tries < 100; tries++) {
    if (await isListening(port)) return port;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("redis-server did not start.");
};

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
