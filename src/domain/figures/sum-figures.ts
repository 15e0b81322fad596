import {
  addEntries,
  emptyHistogram,
  type Histogram,
  ofFailures,
  ofSuccesses,
  percentilesOf,
} from "#domain/figures/latency.ts";
import type { FiguresView, StatsBy } from "#domain/figures/stats.schema.ts";

/** Counts of one step for a webhook and an event type. An empty id or type stands for all. */
export type FigureRow = {
  at: Date;
  webhookId: string;
  event: string;
  delivered: number;
  failed: number;
  canceled: number;
  firstTry: number;
  "2xx": number;
  "3xx": number;
  "4xx": number;
  "5xx": number;
  error: number;
  /** PostgreSQL's text of the histogram. */
  latency: string;
};

const COUNTS = ["delivered", "failed", "canceled", "firstTry", "2xx", "3xx", "4xx", "5xx", "error"] as const;

type Sum = Record<(typeof COUNTS)[number], number> & { latency: Histogram };

/** Adds rows up. */
export const sumFigures = (rows: readonly FigureRow[]): FiguresView => toView(sumOf(rows));

/** Splits the sum of rows by the outcome of deliveries and attempts, and leaves empty outcomes out. */
export const sumByOutcome = (rows: readonly FigureRow[]): { key: string; figures: FiguresView }[] => {
  const sum = sumOf(rows);
  const only = (names: readonly (typeof COUNTS)[number][], latency: Histogram): Sum => ({
    ...emptySum(),
    ...Object.fromEntries(names.map((name) => [name, sum[name]])),
    latency,
  });
  const parts = [
    { key: "delivered", sum: only(["delivered", "firstTry", "2xx"], ofSuccesses(sum.latency)) },
    { key: "failed", sum: only(["failed", "3xx", "4xx", "5xx", "error"], ofFailures(sum.latency)) },
    { key: "canceled", sum: only(["canceled"], emptyHistogram()) },
  ];
  return parts
    .filter(({ sum }) => COUNTS.some((name) => sum[name] > 0))
    .map(({ key, sum }) => ({ key, figures: toView(sum) }));
};

/** Key of a row in an answer `by` this. */
export const keyOf = (row: Pick<FigureRow, "webhookId" | "event">, by: StatsBy | undefined): string | null => {
  switch (by) {
    case "webhook":
      return row.webhookId;
    case "event":
      return row.event;
    case "outcome":
    case undefined:
      return null;
  }
};

const emptySum = (): Sum => ({
  delivered: 0,
  failed: 0,
  canceled: 0,
  firstTry: 0,
  "2xx": 0,
  "3xx": 0,
  "4xx": 0,
  "5xx": 0,
  error: 0,
  latency: emptyHistogram(),
});

const sumOf = (rows: readonly FigureRow[]): Sum => {
  const sum = emptySum();
  for (const row of rows) {
    for (const name of COUNTS) sum[name] += row[name];
    addEntries(sum.latency, row.latency);
  }
  return sum;
};

/** A count may be below 0 for a moment, while old rows are counted. */
const toView = (sum: Sum): FiguresView => {
  const [p50Ms = null, p95Ms = null] = percentilesOf(sum.latency, [0.5, 0.95]);
  const of = (name: (typeof COUNTS)[number]) => Math.max(0, sum[name]);
  return {
    deliveries: { delivered: of("delivered"), failed: of("failed"), canceled: of("canceled") },
    attempts: { "2xx": of("2xx"), "3xx": of("3xx"), "4xx": of("4xx"), "5xx": of("5xx"), error: of("error") },
    firstTry: of("firstTry"),
    p50Ms,
    p95Ms,
  };
};
