/** Ratio of a class's bounds. The middle of a class is at most 7 % off. */
const RATIO = 1.15;
/** Longer durations share the last class, which begins at 14 minutes. */
const LAST_CLASS = 99;
/** Added to the class of an attempt without success, so that one list serves both outcomes. */
const FAILED = 100;
/** An entry holds its class above these bits, and its count in them. */
const COUNT_SPAN = 2 ** 32;

/** SQL: class of a duration in milliseconds, null without one. Class 0 is below 1 ms. */
export const latencyClassSql = (ms: string, isFailed: string): string =>
  `CASE WHEN ${ms} < 1 THEN 0 ELSE least(${LAST_CLASS}, floor(ln(${ms}) / ln(${RATIO}))::int + 1) END
    + CASE WHEN ${isFailed} THEN ${FAILED} ELSE 0 END`;

/** SQL: entry of a histogram (`bigint[]`). */
export const latencyEntrySql = (latencyClass: string, count: string): string =>
  `(${latencyClass} * ${COUNT_SPAN} + ${count})::bigint`;

/** SQL: adds two histograms. A class whose count becomes 0 is left out. */
export const addedLatencySql = (first: string, second: string): string => `ARRAY(
    SELECT ${latencyEntrySql("class", "sum(n)")} FROM (
      SELECT (entry + ${COUNT_SPAN / 2}) / ${COUNT_SPAN} AS class, entry FROM unnest(${first} || ${second}) entry) e,
      LATERAL (SELECT entry - class * ${COUNT_SPAN} AS n) c
    GROUP BY class HAVING sum(n) <> 0 ORDER BY class)`;

/** Counts of attempts by class, those without success in the second half. */
export type Histogram = number[];

export const emptyHistogram = (): Histogram => new Array<number>(2 * FAILED).fill(0);

/** @param entries PostgreSQL's text of the array */
export const addEntries = (histogram: Histogram, entries: string): void => {
  if (entries === "{}") return;
  for (const text of entries.slice(1, -1).split(",")) {
    const entry = Number(text);
    const latencyClass = Math.floor((entry + COUNT_SPAN / 2) / COUNT_SPAN);
    histogram[latencyClass] = (histogram[latencyClass] ?? 0) + entry - latencyClass * COUNT_SPAN;
  }
};

export const ofSuccesses = (histogram: Histogram): Histogram =>
  histogram.map((count, latencyClass) => (latencyClass < FAILED ? count : 0));

export const ofFailures = (histogram: Histogram): Histogram =>
  histogram.map((count, latencyClass) => (latencyClass < FAILED ? 0 : count));

/** Nearest rank: durations that these shares of all durations do not exceed. Null without durations. */
export const percentilesOf = (histogram: Histogram, shares: readonly number[]): (number | null)[] => {
  const countOf = (latencyClass: number) =>
    Math.max(0, histogram[latencyClass] ?? 0) + Math.max(0, histogram[latencyClass + FAILED] ?? 0);
  let total = 0;
  for (let latencyClass = 0; latencyClass <= LAST_CLASS; latencyClass++) total += countOf(latencyClass);
  return shares.map((share) => {
    const rank = Math.ceil(share * total);
    if (rank === 0) return null;
    let passed = 0;
    for (let latencyClass = 0; latencyClass <= LAST_CLASS; latencyClass++) {
      passed += countOf(latencyClass);
      if (passed >= rank) return middleOf(latencyClass);
    }
    return null;
  });
};

/** Durations are whole milliseconds: middle of those in the class. */
const middleOf = (latencyClass: number): number => {
  if (latencyClass === 0) return 0;
  const first = Math.ceil(RATIO ** (latencyClass - 1));
  const last = Math.max(first, Math.ceil(RATIO ** latencyClass) - 1);
  return Math.round((first + last) / 2);
};
