import { parseArgs } from "node:util";
import { type CpuUs, watchCpu } from "./cpu-split.ts";
import { createEndings, type Endings } from "./endings.ts";
import { judge } from "./overhead/judge.ts";
import { loadTogether } from "./overhead/load-together.ts";
import { type Kind, type Place, readKind, type Side, startCollector, startSide } from "./overhead/sides.ts";
import { type Receiver, startReceiver } from "./receiver/start-receiver.ts";
import { say } from "./say.ts";
import { newDataDir } from "./start-system.ts";

// `npx node bench/overhead.ts [options]`: CPU an event with metrics or traces, compared with systems without.
//
// All systems run at once: two without, and one of each kind. All get the same requests at the same time, so that a machine whose speed
// changes favours none. Each pair begins with new processes, because V8 compiles the same program differently each time, and two equal
// processes differ for as long as they live. Kinds change their data directories and the order of their start from pair to pair.

const { values } = parseArgs({
  options: {
    /** Kinds to compare: metrics, traces:PART. */
    what: { type: "string", default: "metrics,traces:0.1,traces:1" },
    pairs: { type: "string", default: "5" },
    /** Pairs that a former run has measured. */
    skip: { type: "string", default: "0" },
    /** Events of a pair that count. */
    events: { type: "string", default: "8000" },
    /** Events of a request. */
    array: { type: "string", default: "100" },
  },
});
const kinds: Kind[] = ["off", "off", ...values.what.split(",").map(readKind)];
const [pairs, skipped, events] = [Number(values.pairs), Number(values.skip), Number(values.events)];
const arraySize = Number(values.array);
const connections = arraySize === 1 ? 16 : 4;
/** V8 compiles what many requests have used. */
const WARM_UP_EVENTS = arraySize === 1 ? 5_000 : 12_000;

/** Returns microseconds of CPU an event of each system. One scrape is some times as often as Prometheus does. */
const measureTogether = async (sides: readonly Side[], receiver: Receiver, title: string): Promise<CpuUs[]> => {
  const watches = await Promise.all(sides.map(({ system }) => watchCpu(system, receiver)));
  await Promise.all(sides.map(({ scrape }) => scrape()));
  await loadTogether(sides, receiver, { count: events, arraySize, connections });
  return watches.map((sayCpu, index) => sayCpu(`${title}, ${sides[index]?.kind}`, events));
};

const measurePair = async (
  number: number,
  places: readonly Place[],
  tools: { receiver: Receiver; collector: string },
): Promise<CpuUs[]> => {
  const endings = createEndings();
  try {
    const sides: Side[] = [];
    for (const index of kinds.keys()) {
      const at = (index + number) % kinds.length;
      const [kind, place] = [kinds[at], places[index]];
      if (kind && place) sides[at] = await startSide(kind, place, { ...tools, endings });
    }
    await loadTogether(sides, tools.receiver, { count: WARM_UP_EVENTS, arraySize, connections });
    await Promise.all(sides.map(({ system }) => system.deps.sql("VACUUM ANALYZE")));
    return await measureTogether(sides, tools.receiver, `pair ${number + 1}`);
  } finally {
    await endings.run();
  }
};

const measure = async (endings: Endings) => {
  const receiver = await startReceiver(endings);
  const collector = await startCollector(endings);
  const places = kinds.map((): Place => ({ dataDir: newDataDir(endings), webhooks: null }));
  const measured: CpuUs[][] = [];
  for (let number = skipped; number < pairs; number++)
    measured.push(await measurePair(number, places, { receiver, collector }));
  return measured;
};

const endings = createEndings();
try {
  const measured = await measure(endings);
  process.stdout.write(`${JSON.stringify(measured)}\n`);
  const us = (pair: readonly CpuUs[], index: number) => pair[index]?.system ?? 0;
  const result = kinds.slice(2).map((kind, index) => ({
    kind,
    ...judge(measured.map((pair) => ({ off: [us(pair, 0), us(pair, 1)], on: us(pair, index + 2) }))),
  }));
  say(JSON.stringify(result));
  process.stdout.write(`${JSON.stringify({ events, arraySize, result }, null, 2)}\n`);
} finally {
  await endings.run();
}
