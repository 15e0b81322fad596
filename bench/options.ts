import { parseArgs } from "node:util";

export const MEASUREMENTS = [
  "raw",
  "pipeline",
  "latency",
  "single",
  "neighbour",
  "import",
  "retention",
  "memory",
  "log",
  "growth",
  "bounds",
  "ordered",
] as const;
export type Measurement = (typeof MEASUREMENTS)[number];

/** Measurements that run only when named. */
const ONLY_NAMED: readonly Measurement[] = ["bounds", "ordered"];
export const BASELINES = ["bullmq", "inngest"] as const;

export type Baseline = (typeof BASELINES)[number];

export type Options = {
  measurements: readonly Measurement[];
  baselines: readonly Baseline[];
  sizes: Sizes;
  /** Runs only raw and pipeline, with CPU profiles of both processes and PostgreSQL's statement statistics. */
  isProfile: boolean;
};

/** Amounts per measurement; all `quick` ones together must fit into 90 s. */
export type Sizes = {
  rawSeconds: number;
  warmUpEvents: number;
  pipelineEvents: number;
  latencyEvents: number;
  singleEvents: number;
  /** Seconds of each baseline between compared measurements. */
  aloneSeconds: number;
  neighbourRounds: number;
  /** Seconds per round. */
  neighbourSeconds: number;
  backlogDeliveries: number;
  importEvents: number;
  importSecondsMax: number;
  orderedAppointments: number;
  expiredDeliveries: number;
  retentionSecondsMax: number;
  /** Rest before memory with waiting deliveries is read: after 10 s idle connections have closed, the bench's own too. */
  restSeconds: number;
  waitingDeliveries: number;
  /** Log sizes to measure; the last one gives the main figure. */
  logRows: readonly [number, ...number[]];
  pagesPerFilter: number;
  batchesPerStatement: number;
  baselineEvents: { bullmq: number; inngest: number };
};

const QUICK: Sizes = {
  rawSeconds: 2,
  warmUpEvents: 2_000,
  pipelineEvents: 10_000,
  latencyEvents: 25,
  singleEvents: 2_000,
  aloneSeconds: 1.5,
  neighbourRounds: 3,
  neighbourSeconds: 2,
  backlogDeliveries: 1_000,
  importEvents: 10_000,
  importSecondsMax: 3,
  orderedAppointments: 300,
  expiredDeliveries: 5_000,
  retentionSecondsMax: 2,
  restSeconds: 0,
  waitingDeliveries: 5_000,
  logRows: [5_000, 15_000],
  pagesPerFilter: 15,
  batchesPerStatement: 10,
  baselineEvents: { bullmq: 3_000, inngest: 1_000 },
};

/** Shows that each measurement works; its figures mean nothing. */
const SMOKE: Sizes = {
  ...QUICK,
  rawSeconds: 0.5,
  warmUpEvents: 200,
  pipelineEvents: 1_000,
  latencyEvents: 5,
  singleEvents: 200,
  aloneSeconds: 0.5,
  neighbourSeconds: 0.5,
  backlogDeliveries: 500,
  importEvents: 1_000,
  expiredDeliveries: 1_000,
  waitingDeliveries: 1_000,
  logRows: [1_000, 5_000],
  pagesPerFilter: 3,
  batchesPerStatement: 2,
};

const FULL: Sizes = {
  rawSeconds: 8,
  warmUpEvents: 5_000,
  pipelineEvents: 100_000,
  latencyEvents: 200,
  singleEvents: 20_000,
  aloneSeconds: 15,
  neighbourRounds: 3,
  neighbourSeconds: 15,
  backlogDeliveries: 50_000,
  importEvents: 100_000,
  importSecondsMax: 90,
  orderedAppointments: 1_000,
  expiredDeliveries: 100_000,
  retentionSecondsMax: 40,
  restSeconds: 10,
  waitingDeliveries: 100_000,
  logRows: [10_000, 1_000_000],
  pagesPerFilter: 200,
  batchesPerStatement: 50,
  baselineEvents: { bullmq: 20_000, inngest: 5_000 },
};

export const USAGE = `Usage: npm run bench [-- options]
  --quick             in under 90 s, with less of everything
  --smoke             the least of everything, only to see that it works
  --growth            the log up to 10,000,000 deliveries (much longer than ten minutes)
  --baseline NAME     also ${BASELINES.join(" or ")}; may be repeated
  --only NAME,NAME    some of: ${MEASUREMENTS.join(", ")} (${ONLY_NAMED.join(" and ")} only so)
  --profile           raw and pipeline with CPU profiles and statement statistics, on stderr`;

/** Throws a message for the user. */
export const readOptions = (args: readonly string[]): Options => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      smoke: { type: "boolean", default: false },
      growth: { type: "boolean", default: false },
      profile: { type: "boolean", default: false },
      baseline: { type: "string", multiple: true, default: [] },
      only: { type: "string" },
    },
  });
  const sizes = values.smoke ? SMOKE : values.quick ? QUICK : FULL;
  const only =
    values.only?.split(",") ??
    (values.profile ? ["raw", "pipeline"] : MEASUREMENTS.filter((name) => !ONLY_NAMED.includes(name)));
  return {
    measurements: only.map((name) => oneOf(name, MEASUREMENTS)),
    baselines: values.baseline.map((name) => oneOf(name, BASELINES)),
    sizes: values.growth ? { ...sizes, logRows: [10_000, 1_000_000, 10_000_000] } : sizes,
    isProfile: values.profile,
  };
};

const oneOf = <Name extends string>(name: string, known: readonly Name[]): Name => {
  const found = known.find((one) => one === name);
  if (!found) throw new Error(`Unknown name "${name}".\n${USAGE}`);
  return found;
};
