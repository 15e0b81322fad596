import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { freePort } from "#tests/start-app.ts";
import { addWebhooks, type BenchWebhook } from "./add-webhooks.ts";
import { watchCpu } from "./cpu-split.ts";
import { createEndings, type Endings } from "./endings.ts";
import { drained } from "./pipeline.ts";
import { createProducer, postMany } from "./post-events.ts";
import { type Receiver, startReceiver } from "./receiver/start-receiver.ts";
import { say } from "./say.ts";
import { newDataDir, type System, startSystem } from "./start-system.ts";

// `npx node bench/overhead.ts [options]`: CPU an event with metrics or traces, compared with a system without.
//
// Two systems run at once, one of them without. They are loaded in turn: two rounds of events with, two without, and so on. A group is
// off, on, on, off: its rounds lie seconds apart, and a machine whose speed drifts evenly favours neither. CPU of a system counts during
// its own rounds only. A round begins and ends with nothing left to do: events delivered, counted and indexed, spans sent.
// The overhead is the median of the groups' ratios. It counts as none if it is no larger than the spread: the median difference of the
// two rounds without of one group. `--what nothing` compares two systems without, and shows how much two equal systems differ.

const { values } = parseArgs({
  options: {
    what: { type: "string", default: "metrics" },
    /** Part of the requests that are traced. */
    sample: { type: "string", default: "1" },
    /** Groups of four rounds. */
    pairs: { type: "string", default: "5" },
    /** Events of a round that count. */
    events: { type: "string", default: "5000" },
    /** Events of a request. */
    array: { type: "string", default: "100" },
  },
});
const { what, sample } = values;
const [pairs, events, arraySize] = [Number(values.pairs), Number(values.events), Number(values.array)];

const TENANTS = 20;
const connections = arraySize === 1 ? 16 : 4;
/** V8 compiles what many requests have used. */
const WARM_UP_EVENTS = arraySize === 1 ? 5_000 : 15_000;
/** A system that has rested is slower for a second: these events do not count. */
const LEAD_EVENTS = 3_000;
/** Spans leave in the round that made them. The SDK's default of 5 s makes larger batches, which cost less. */
const EXPORT_MS = 1_000;
/** After a second of rest, an event makes the followers look at once. */
const REST_MS = EXPORT_MS + 100;
const LOOK_MS = 50;
const LOOKS_MAX = 600;

type Side = { name: string; system: System; webhooks: readonly BenchWebhook[]; scrape: () => Promise<unknown> };

/** Takes spans, and forgets them. */
const startCollector = async (endings: Endings): Promise<string> => {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endings.add(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const startSide = async (
  name: string,
  receiver: Receiver,
  endings: Endings,
  { settings = {}, scrape = async () => {} }: { settings?: Record<string, string>; scrape?: Side["scrape"] },
): Promise<Side> => {
  const system = await startSystem(endings, { dataDir: newDataDir(endings), settings });
  // Vacuum runs between rounds instead, where it does not count: by itself it falls into rounds by chance.
  await system.deps.sql("ALTER SYSTEM SET autovacuum = off");
  await system.deps.sql("SELECT pg_reload_conf()");
  const webhooks = await addWebhooks(system, receiver, { count: TENANTS });
  return { name, system, webhooks, scrape };
};

const startOn = async (receiver: Receiver, endings: Endings): Promise<Side> => {
  switch (what) {
    case "nothing":
      return startSide("on", receiver, endings, {});
    case "metrics": {
      const port = await freePort();
      const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return startSide("on", receiver, endings, { settings: { METRICS_PORT: String(port) }, scrape });
    }
    case "traces": {
      const settings = {
        OTEL_EXPORTER_OTLP_ENDPOINT: await startCollector(endings),
        OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
        OTEL_TRACES_SAMPLER_ARG: sample,
        OTEL_BSP_SCHEDULE_DELAY: String(EXPORT_MS),
      };
      return startSide("on", receiver, endings, { settings });
    }
    default:
      throw new Error(`Unknown --what "${what}": metrics, traces or nothing.`);
  }
};

/** Sends events, and resolves when the system has nothing left to do. */
const load = async ({ system, webhooks }: Side, receiver: Receiver, count: number): Promise<void> => {
  await receiver.reset();
  const producer = createProducer(system, { connections });
  const tenantIds = webhooks.map(({ tenantId }) => tenantId);
  await postMany(producer, { tenantIds, count, arraySize, connections });
  await drained(system, receiver, count);
  const { unique } = await receiver.counts();
  if (unique < count) throw new Error(`${count - unique} events were lost: this run says nothing.`);
  await pause(REST_MS);
  const [last] = await postMany(producer, { tenantIds, count: 1, connections: 1 });
  await producer.close();
  for (let looks = 0; looks < LOOKS_MAX; looks++) {
    const [row] = await system.deps.sql("SELECT FROM webhook_search_event WHERE event_id = $1", [last]);
    if (row) return;
    await pause(LOOK_MS);
  }
  throw new Error("The followers did not catch up: this run says nothing.");
};

/** Returns microseconds of CPU an event. One scrape a round is some times as often as Prometheus does. */
const measureRound = async (side: Side, receiver: Receiver): Promise<number> => {
  const sayCpu = await watchCpu(side.system, receiver);
  await side.scrape();
  await load(side, receiver, events);
  return sayCpu(side.name, events).system;
};

const visit = async (side: Side, receiver: Receiver): Promise<[number, number]> => {
  await side.system.deps.sql("VACUUM");
  await load(side, receiver, LEAD_EVENTS);
  return [await measureRound(side, receiver), await measureRound(side, receiver)];
};

const measure = async (endings: Endings) => {
  const receiver = await startReceiver(endings);
  const off = await startSide("off", receiver, endings, {});
  const on = await startOn(receiver, endings);
  for (const side of [on, off]) await load(side, receiver, WARM_UP_EVENTS);
  const groups: { off: number[]; on: number[]; ratio: number; spread: number }[] = [];
  let [, first] = await visit(off, receiver);
  while (groups.length < pairs) {
    const [second, third] = await visit(on, receiver);
    const [fourth, next] = await visit(off, receiver);
    const ratio = toThousandth((second + third) / (first + fourth));
    const spread = toThousandth((2 * Math.abs(first - fourth)) / (first + fourth));
    groups.push({ off: [first, fourth], on: [second, third], ratio, spread });
    say(`group ${groups.length}: ${JSON.stringify(groups.at(-1))}`);
    first = next;
  }
  return groups;
};

const toThousandth = (value: number) => Math.round(value * 1_000) / 1_000;
const medianOf = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;

const endings = createEndings();
try {
  const groups = await measure(endings);
  const overhead = toThousandth(medianOf(groups.map(({ ratio }) => ratio)) - 1);
  const spread = medianOf(groups.map((group) => group.spread));
  const result = { what, sample, events, arraySize, groups, overhead, spread, isWithinSpread: overhead <= spread };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  await endings.run();
}
