import { parseArgs } from "node:util";
import { type CpuUs, watchCpu } from "./cpu-split.ts";
import { createEndings, type Endings } from "./endings.ts";
import { judge } from "./overhead/judge.ts";
import { loadTogether } from "./overhead/load-together.ts";
import { type Place, readKind, type Side, startCollector, startSide } from "./overhead/sides.ts";
import { type Receiver, startReceiver } from "./receiver/start-receiver.ts";
import { say } from "./say.ts";
import { newDataDir } from "./start-system.ts";

// `npx node bench/overhead.ts [options]`: CPU an event with metrics or traces, compared with systems without.
//
// Two systems without and one of each kind run side by side. Requests go to them in turn, each a moment after the other, and CPU counts
// during the same time: what else the machine does meets all of them. Each pair has new processes, because V8 compiles a program
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
  },
});
const kinds = ["off", "off", ...values.what.split(",")].map(readKind);
const events = Number(values.events);
const arraySize = Number(values.array);

/** Of all systems. Half of what two cores take: no system waits for another one, and all make batches of the same size. */
const PER_SECOND = { warm: 1_200, measured: 600 };

type Tools = { receiver: Receiver; collector: string };

/** Returns microseconds of CPU an event of each kind, for each pair. */
const measureStart = async (number: number, places: readonly Place[], tools: Tools): Promise<CpuUs[][]> => {
  const endings = createEndings();
  const { receiver } = tools;
  try {
    const sides: Side[] = [];
    for (const index of kinds.keys()) {
      const at = (index + number) % kinds.length;
      const [kind, place] = [kinds[at], places[index]];
      if (kind && place) sides[at] = await startSide(kind, place, { ...tools, endings });
    }
    await loadTogether(sides, receiver, { count: Number(values.warm), arraySize, perSecond: PER_SECOND.warm });
    await Promise.all(sides.map(({ system }) => system.deps.sql("VACUUM ANALYZE")));
    const measured: CpuUs[][] = [];
    while (measured.length < Number(values.pairs)) {
      const watches = await Promise.all(sides.map(({ system }) => watchCpu(system, receiver)));
      // Once in half a minute, as Prometheus does.
      await Promise.all(sides.map(({ scrape }) => scrape()));
      await loadTogether(sides, receiver, { count: events, arraySize, perSecond: PER_SECOND.measured });
      measured.push(watches.map((sayCpu, at) => sayCpu(`start ${number + 1}, ${kinds[at]}`, events)));
    }
    return measured;
  } finally {
    await endings.run();
  }
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
