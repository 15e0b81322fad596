import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildIfStale } from "#supervisor/set-up/build-if-stale.ts";
import { Stopped, stopSignal } from "#supervisor/stop-signal.ts";
import { createEndings, type Endings } from "./endings.ts";
import { startReceiver } from "./receiver/start-receiver.ts";
import { say } from "./say.ts";
import { type Measured, measureParts, type Rate, TENANTS } from "./scale/measure-parts.ts";
import { type ScaleServer, startParts, startServer } from "./scale/start-parts.ts";

// `npx node bench/scale.ts`: events a second of each number of web processes and workers on one PostgreSQL.
// stdout is one JSON object; stderr has progress, and at the end the rows of a table.

const USAGE = `Usage: npx node bench/scale.ts [options]
  --webs 1,2          numbers of web processes
  --workers 1,2,4     numbers of workers, each with each number of web processes
  --events 20000      events of a measurement in arrays of 100
  --single 5000       events of a measurement with one event a request
  --rounds 3          measurements of each combination; the median counts
  --pool 10           DATABASE_POOL_SIZE; the server takes 100 connections`;

type Combination = { webs: number; workers: number };
type Options = {
  combinations: Combination[];
  events: number;
  single: number;
  rounds: number;
  poolSize: number;
};

/** Throws the usage. */
const readOptions = (): Options => {
  const text = (value: string) => ({ type: "string", default: value }) as const;
  const { values } = parseArgs({
    options: {
      webs: text("1,2"),
      workers: text("1,2,4"),
      events: text("20000"),
      single: text("5000"),
      rounds: text("3"),
      pool: text("10"),
    },
  });
  const listOf = (list: string) => list.split(",").map(numberOf);
  return {
    combinations: listOf(values.webs).flatMap((webs) => listOf(values.workers).map((workers) => ({ webs, workers }))),
    events: numberOf(values.events),
    single: numberOf(values.single),
    rounds: numberOf(values.rounds),
    poolSize: numberOf(values.pool),
  };
};

const numberOf = (text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`"${text}" is not a positive integer.`);
  return number;
};

const measureAll = async (options: Options, endings: Endings) => {
  await buildIfStale({ root: join(import.meta.dirname, ".."), env: process.env, stop });
  say("starting PostgreSQL …");
  const server = await startServer(endings);
  const { combinations } = options;
  const rounds = combinations.map((): Measured[] => []);
  for (let round = 0; round < options.rounds; round++) {
    // The order changes, so that a machine that gets warmer favours no combination.
    const order = [...combinations.entries()];
    for (const [index, combination] of round % 2 === 0 ? order : order.reverse()) {
      const measured = await measureOne(options, { server, combination, endings });
      rounds[index]?.push(measured);
      const { arrays, single } = measured;
      say(`${nameOf(combination)}: ${arrays.perSecond}/s in arrays, ${single.perSecond}/s one a request`);
    }
  }
  return combinations.map((combination, index) => ({ ...combination, ...summarise(rounds[index] ?? []) }));
};

type Wanted = { server: ScaleServer; combination: Combination; endings: Endings };

const measureOne = async (
  { events, single, poolSize }: Options,
  { server, combination, endings }: Wanted,
): Promise<Measured> => {
  const own = createEndings();
  endings.add(own.run);
  try {
    const parts = await startParts(own, server, { ...combination, poolSize });
    return await measureParts(parts, await startReceiver(own), {
      arrays: { events, arraySize: 100, connections: 8 },
      single: { events: single, arraySize: 1, connections: 64 },
    });
  } finally {
    await own.run();
  }
};

const nameOf = ({ webs, workers }: Combination): string => `${webs} web + ${workers} worker`;

const summarise = (rounds: readonly Measured[]) => ({
  arrays: medianOf(rounds.map(({ arrays }) => arrays)),
  single: medianOf(rounds.map(({ single }) => single)),
  connections: Math.max(...rounds.map(({ connections }) => connections)),
});

/** Takes the measurement with the median rate. `lost` adds up all, `rates` lists them. */
const medianOf = (rates: readonly Rate[]) => {
  const median = rates.toSorted((a, b) => a.perSecond - b.perSecond)[rates.length >> 1];
  if (!median) throw new Error("A combination was not measured.");
  const lost = rates.reduce((sum, rate) => sum + rate.lost, 0);
  return { ...median, lost, rates: rates.map(({ perSecond }) => perSecond) };
};

type Row = Awaited<ReturnType<typeof measureAll>>[number];

/** Writes the rows as the table in `docs/operating/scale.md` has them. */
const tableOf = (rows: readonly Row[]): string =>
  [
    "| web + worker | arrays of 100, events/s | one a request, events/s | CPU of one event in an array: web, worker, PostgreSQL | cores busy | connections |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows.map(({ webs, workers, arrays, single, connections }) => {
      const { web, worker, postgres } = arrays.cpuUs;
      const cells = [
        `${webs} + ${workers}`,
        `${arrays.perSecond} (${arrays.rates.join(", ")})`,
        `${single.perSecond} (${single.rates.join(", ")})`,
        `${web}, ${worker}, ${postgres} µs`,
        `${arrays.cores}, ${single.cores}`,
        connections,
      ];
      return `| ${cells.join(" | ")} |`;
    }),
  ].join("\n");

const readArguments = (): Options => {
  try {
    return readOptions();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n${USAGE}\n`);
    process.exit(2);
  }
};

const options = readArguments();
const endings = createEndings();
const stop = stopSignal();
stop.addEventListener("abort", () => void endings.run().then(() => process.exit(130)));
try {
  const rows = await measureAll(options, endings);
  await endings.run();
  process.stderr.write(`${tableOf(rows)}\n`);
  const { rounds, poolSize } = options;
  const machine = { cpus: availableParallelism(), node: process.versions.node };
  process.stdout.write(`${JSON.stringify({ machine, tenants: TENANTS, rounds, poolSize, rows }, null, 2)}\n`, () =>
    process.exit(rows.some(({ arrays, single }) => arrays.lost + single.lost > 0) ? 1 : 0),
  );
} catch (error) {
  // Stopping breaks running measurements: those errors are expected.
  if (!stop.aborted && !(error instanceof Stopped))
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  await endings.run();
  process.exit(stop.aborted ? 130 : 1);
}
