import { once } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import { expect, it, onTestFinished } from "vitest";
import { senderWith } from "#tests/sockets.ts";

const AT_ONCE = 50;
const GROWTH_MAX_BYTES = 50_000_000;
const BODY = Buffer.from(JSON.stringify({ data: "x".repeat(250_000) }));

/** Receivers that send as much as they can for as long as they can. */
const GREEDY = [
  "sends a body without end",
  "sends chunks without end",
  "sends one chunk extension without end",
  "sends gzip bombs without end",
  "floods with 103",
  "floods with header lines",
  "sends one header without end",
  "sends a reason without end",
  "sends garbage without end",
  "drips its body",
  "drips its headers",
  "never answers",
];

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

/** Memory in use after a garbage collection: the heap of this thread and external buffers. */
const bytesInUse = () => {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** A background thread frees collected buffers a moment later, so memory that stays counts as in use. */
const bytesAtRest = async () => {
  const measured: number[] = [];
  for (let i = 0; i < 5; i++) {
    measured.push(bytesInUse());
    await new Promise((resolve) => setImmediate(resolve));
  }
  return Math.min(...measured);
};

it("50 hostile receivers at once make memory grow by less than 50 MB, during the attempts and afterwards", async () => {
  const names = Array.from({ length: AT_ONCE }, (_, index) => GREEDY[index % GREEDY.length]);
  const worker = new Worker(new URL("../../tests/hostile-worker.ts", import.meta.url), { workerData: names });
  onTestFinished(async () => void (await worker.terminate()));
  const [urls]: string[][] = await once(worker, "message");
  const { send } = senderWith();
  const attemptAll = () =>
    Promise.all((urls ?? []).map((url, index) => send(url, { timeoutMs: 1_000, body: BODY, tenantId: `t${index}` })));

  expect(await attemptAll()).toHaveLength(AT_ONCE);
  const before = await bytesAtRest();
  const samples: number[] = [];
  let isAttempting = true;
  const sampling = (async () => {
    while (isAttempting) samples.push((await bytesAtRest()) - before);
  })();
  for (let round = 0; round < 2; round++) await attemptAll();
  isAttempting = false;
  await sampling;
  const most = Math.max(...samples);
  const left = (await bytesAtRest()) - before;
  const mb = (bytes: number) => (bytes / 1_000_000).toFixed(1);
  console.log(`${AT_ONCE} hostile receivers at once: at most ${mb(most)} MB more, ${mb(left)} MB more afterwards`);
  expect(samples.length).toBeGreaterThan(1);
  expect(most).toBeLessThan(GROWTH_MAX_BYTES);
  expect(left).toBeLessThan(GROWTH_MAX_BYTES);
});
