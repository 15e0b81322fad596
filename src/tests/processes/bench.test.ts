import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { z } from "zod";

const perSecond = z.number().positive();
const ms = z.number().nonnegative();
/** Processor time comes in ticks of 10 ms: a process may show none in a small run. */
const cpuUs = z.object({
  web: ms,
  worker: ms,
  supervisor: ms,
  postgres: ms,
  receiver: ms,
  producer: ms,
  system: perSecond,
});
const memory = { webMb: perSecond, workerMb: perSecond, supervisorMb: perSecond, postgresMb: perSecond };
const rows = z.object({ rows: z.int().positive(), firstPageP95Ms: ms, filteredP95Ms: ms });

/** Figures that readers rely on. They are compared within one run only. */
const output = z.object({
  machine: z.object({ cpus: z.int().positive(), node: z.string().min(1), postgres: z.string().min(1) }),
  raw: z.object({ perSecond, what: z.string() }),
  pipeline: z.object({
    perSecond,
    ratioToRaw: perSecond,
    events: z.literal(1_000),
    lost: z.literal(0),
    cpuUs,
    what: z.string(),
  }),
  single: z.object({
    perSecond1: perSecond,
    perSecond16: perSecond,
    perSecond64: perSecond,
    cpuUsPerEvent: perSecond,
    p50Ms: perSecond,
    p99Ms: perSecond,
    lost: z.literal(0),
    cpuUs: z.object({ at1: cpuUs, at16: cpuUs, at64: cpuUs }),
    what: z.string(),
  }),
  latency: z.object({ p50Ms: ms, p99Ms: ms, what: z.string() }),
  neighbour: z.object({
    baselineP95Ms: ms,
    withHangingP95Ms: ms,
    ratio: perSecond,
    ratios: z.array(perSecond).length(3),
  }),
  log: rows.extend({ atSizes: z.array(rows).length(2) }),
  memory: z.object({ ...memory, totalMb: perSecond, idleTotalMb: perSecond, idle: z.object(memory) }),
});

it("npm run bench prints every figure as one JSON object, and loses nothing", async () => {
  const { stdout } = await promisify(execFile)("npm", ["run", "--silent", "bench", "--", "--smoke"], {
    timeout: 280_000,
  });
  output.parse(JSON.parse(stdout));
}, 300_000);

it("npm run bench names an unknown argument, and exits with 2", async () => {
  const run = promisify(execFile)("npm", ["run", "--silent", "bench", "--", "--only", "speed"]);
  await expect(run).rejects.toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(/Unknown name "speed"/),
  });
});
