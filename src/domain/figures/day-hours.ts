import type { StatsView } from "#domain/figures/stats.schema.ts";
import { type FigureRow, sumByOutcome, sumFigures } from "#domain/figures/sum-figures.ts";

const HOUR_MS = 3_600_000;
/** Numbers of one hour: its place in the day, the counts of the sum, and percentiles of the sum, of successes and of failures. */
const WIDTH = 16;

/** Writes the answers of one day, webhook and event type: numbers of each hour, one after another. An empty place is null. */
export const writeHours = (rows: readonly FigureRow[]): string =>
  rows
    .map((row) => {
      const { deliveries, attempts, firstTry, p50Ms, p95Ms } = sumFigures([row]);
      const parts = sumByOutcome([row]);
      const percentilesOf = (outcome: string) => {
        const figures = parts.find(({ key }) => key === outcome)?.figures;
        return [figures?.p50Ms, figures?.p95Ms];
      };
      return [
        row.at.getUTCHours(),
        deliveries.delivered,
        deliveries.failed,
        deliveries.canceled,
        firstTry,
        attempts["2xx"],
        attempts["3xx"],
        attempts["4xx"],
        attempts["5xx"],
        attempts.error,
        p50Ms,
        p95Ms,
        ...percentilesOf("delivered"),
        ...percentilesOf("failed"),
      ].join();
    })
    .join();

/** One step of an answer. */
export type Step = { at: string; rows: StatsView["data"] };

/**
 * Reads the answers that `writeHours` has written, and adds them to their steps. Makes no other objects: an answer has up to 10,000 rows.
 * @param dayAt start of the day, in milliseconds since 1970
 * @param key of all rows; null with `isByOutcome`
 */
export const readHours = (
  hours: string,
  { dayAt, key, isByOutcome }: { dayAt: number; key: string | null; isByOutcome: boolean },
  stepAt: (time: number) => Step,
): void => {
  const numbers = numbersOf(hours);
  for (let first = 0; first + WIDTH <= numbers.length; first += WIDTH) {
    const count = (place: number) => numbers[first + place] ?? 0;
    const ms = (place: number) => numbers[first + place] ?? null;
    const { at, rows } = stepAt(dayAt + count(0) * HOUR_MS);
    const row = {
      at,
      key,
      deliveries: { delivered: count(1), failed: count(2), canceled: count(3) },
      attempts: { "2xx": count(5), "3xx": count(6), "4xx": count(7), "5xx": count(8), error: count(9) },
      firstTry: count(4),
      p50Ms: ms(10),
      p95Ms: ms(11),
    };
    if (!isByOutcome) rows.push(row);
    else rows.push(...byOutcome(row, { succeeded: [ms(12), ms(13)], failed: [ms(14), ms(15)] }));
  }
};

type Percentiles = [p50Ms: number | null, p95Ms: number | null];

/** Splits like `sumByOutcome`. */
const byOutcome = (
  { at, deliveries: { delivered, failed, canceled }, attempts, firstTry }: StatsView["data"][number],
  percentiles: Record<"succeeded" | "failed", Percentiles>,
): StatsView["data"] => {
  const part = (key: keyof typeof NO_DELIVERIES, count: number, [p50Ms, p95Ms]: Percentiles) => ({
    at,
    key,
    deliveries: { ...NO_DELIVERIES, [key]: count },
    attempts: NO_ATTEMPTS,
    firstTry: 0,
    p50Ms,
    p95Ms,
  });
  const ofDelivered = { ...part("delivered", delivered, percentiles.succeeded), firstTry };
  return [
    { ...ofDelivered, attempts: { ...NO_ATTEMPTS, "2xx": attempts["2xx"] } },
    { ...part("failed", failed, percentiles.failed), attempts: { ...attempts, "2xx": 0 } },
    part("canceled", canceled, [null, null]),
  ].filter(
    ({ deliveries, attempts: own, firstTry: first }) =>
      deliveries.delivered + deliveries.failed + deliveries.canceled + first > 0 ||
      own["2xx"] + own["3xx"] + own["4xx"] + own["5xx"] + own.error > 0,
  );
};

const NO_DELIVERIES = { delivered: 0, failed: 0, canceled: 0 };
const NO_ATTEMPTS = { "2xx": 0, "3xx": 0, "4xx": 0, "5xx": 0, error: 0 };

const COMMA = 44;
const DIGIT_0 = 48;

/** Reads digits one by one: an answer has 150,000 numbers, and texts of their own take four times as long (measured). */
const numbersOf = (text: string): (number | null)[] => {
  const numbers: (number | null)[] = [];
  if (text === "") return numbers;
  let number: number | null = null;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === COMMA) {
      numbers.push(number);
      number = null;
    } else number = (number ?? 0) * 10 + code - DIGIT_0;
  }
  numbers.push(number);
  return numbers;
};
