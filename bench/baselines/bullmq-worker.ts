import { createRequire } from "node:module";
import { join } from "node:path";
import type { BullMq } from "./bullmq.ts";
import { createJobHandler } from "./webhook-job.ts";

// Worker process of the BullMQ baseline.

const CONCURRENCY = 50;

const { BULLMQ_DIRECTORY = "", REDIS_PORT = "", DATABASE_URL = "" } = process.env;
const bullMq: BullMq = createRequire(join(BULLMQ_DIRECTORY, "package.json"))("bullmq");
const handle = createJobHandler(DATABASE_URL, { connections: 20 });
const worker = new bullMq.Worker("webhooks", ({ data, attemptsMade }) => handle(data, attemptsMade + 1), {
  connection: { host: "127.0.0.1", port: Number(REDIS_PORT) },
  concurrency: CONCURRENCY,
});
await worker.waitUntilReady();
process.on("disconnect", () => process.exit(0));
process.on("SIGINT", () => {});
process.send?.("ready");
