import { parseArgs } from "node:util";
import { type CpuUs, watchCpu } from "./cpu-split.ts";
import { createEndings, type Endings } from "./endings.ts";
import { judge } from "./overhead/judge.ts";
import { loadAlone, loadTogether } from "./overhead/load-sides.ts";
import { type Place, readKind, type Side, startCollector, startSide } from "./overhead/sides.ts";
import { type Receiver, startReceiver } from "./receiver/start-receiver.ts";
import { say } from "./say.ts";
import { newDataDir } from "./start-system.ts";

// `npx node bench/overhead.ts [options]`: CPU an event with metrics or traces, compared with systems without.
//
// Two systems without and one of each kind run side by side. Requests go to them in turn, each a moment after the other, and CPU counts
// during the same time: what else the machine does meets all of them. With `--load full` each system has the machine for itself in turn, and as
// many requests as it takes. Each pair has new processes, because V8 compiles a program
// differently in each, and equal processes differ as long as they live. From pair to pair, kinds change their data directories and the
// order of their start.
// The overhead is the median of the pairs. The spread, what two equal systems differ by, comes from the two without.

const { values } = parseArgs({
  options: {
    /** Kinds to compare: metrics, or traces:PART of the requests. */
    what: { type: "string", default: "metrics,traces:0.1,traces:1" },
    /** Starts of all systems. */
    starts: { type: "string", default: "5" },
    /** Pairs of a start, one after the other. */
    pairs: { type: "string", default: "1" },
    /** Events of each system in a pair. */
    events: { type: "string", default: "4000" },
    /** Events of each system before the first pair: with fewer, V8 has compiled less of what tracing adds. */
    warm: { type: "string", default: "14000" },
    /** Events of a request. */
    array: { type: "string", default: "100" },
    /** `paced`: 200 events a second to each of three systems. `full`: as many as a system takes, one system after the other. */
    load: { type: "string", default: "paced" },
    /** Connections to a system under full load. */
    connections: { type: "string", default: "16" },
  },
});
const kinds = ["off", "off", ...values.what.split(",")].map(readKind);
const events = Number(values.events);
const arraySize = Number(values.array);
const connections = Number(values.connections);
const isFull = values.load === "full";

/** Of all systems. Half of what two cores take: no system waits for another one, and all make batches of the same size. */
const PER_SECOND = { warm: 1_200, measured: 600 };

type Tools = { receiver: Receiver; collector: string };

/** Returns microseconds of CPU an event of each kind, for each pair. */
const measureStart = async (index: number, places: readonly Place[], tools: Tools): Promise<CpuUs[][]> => {
  const endings = createEndings();
  const { receiver } = tools;
  try {
    const sides: Side[] = [];
    for (const [nth, place] of places.entries()) {
      const at = (nth + index) % kinds.length;
      const kind = kinds[at];
      if (kind) sides[at] = await startSide(kind, place, { ...tools, endings });
    }
    const count = Number(values.warm);
    if (isFull) for (const side of sides) await loadAlone(side, receiver, { count, arraySize, connections });
    else await loadTogether(sides, receiver, { count, arraySize, perSecond: PER_SECOND.warm });
    await Promise.all(sides.map(({ system }) => system.deps.sql("VACUUM ANALYZE")));
    const measured: CpuUs[][] = [];
    while (measured.length < Number(values.pairs)) {
      const number = index + measured.length;
      measured.push(await (isFull ? measureInTurn : measureTogether)(sides, receiver, number));
    }
    return measured;
  } finally {
    await endings.run();
  }
};

const measureTogether = async (sides: readonly Side[], receiver: Receiver, number: number): Promise<CpuUs[]> => {
  const watches = await Promise.all(sides.map(({ system }) => watchCpu(system, receiver)));
  // Once in half a minute, as Prometheus does.
  await Promise.all(sides.map(({ scrape }) => scrape()));
  await loadTogether(sides, receiver, { count: events, arraySize, perSecond: PER_SECOND.measured });
  return watches.map((sayCpu, at) => sayCpu(`pair ${number + 1}, ${kinds[at]}`, events));
};

const measureInTurn = async (sides: readonly Side[], receiver: Receiver, number: number): Promise<CpuUs[]> => {
  const cpuUs: CpuUs[] = [];
  for (const index of sides.keys()) {
    const at = (index + number) % sides.length;
    const side = sides[at];
    if (!side) continue;
    const sayCpu = await watchCpu(side.system, receiver);
    await side.scrape();
    await loadAlone(side, receiver, { count: events, arraySize, connections });
    cpuUs[at] = sayCpu(`pair ${number + 1}, ${kinds[at]} alone`, events);
  }
  return cpuUs;
};

const measure = async (endings: Endings): Promise<CpuUs[][]> => {
  const tools = { receiver: await startReceiver(endings), collector: await startCollector(endings) };
  const places = kinds.map((): Place => ({ dataDir: newDataDir(endings), webhooks: null }));
  const measured: CpuUs[][] = [];
  for (let number = 0; number < Number(values.starts); number++) {
    measured.push(...(await measureStart(number, places, tools)));
    sayVerdicts(measured);
  }
  return measured;
};

const verdictsOf = (measured: readonly CpuUs[][]) =>
  kinds.slice(2).map((kind, index) => {
    const us = (pair: readonly CpuUs[], at: number) => pair[at]?.system ?? 0;
    const pairs = measured.map((pair) => ({ off: [us(pair, 0), us(pair, 1)] as const, on: us(pair, index + 2) }));
    return { kind, ...judge(pairs) };
  });

const sayVerdicts = (measured: readonly CpuUs[][]) => {
  for (const verdict of verdictsOf(measured)) say(JSON.stringify(verdict));
};

const endings = createEndings();
try {
  const measured = await measure(endings);
  const result = { events, arraySize, kinds, cpuUs: measured, verdicts: verdictsOf(measured) };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  await endings.run();
}
