import type { FiguresView, StatsBy } from "#domain/figures/stats.schema.ts";
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

/** Answer of one hour. `outcome`: set in an answer by outcome. */
export type HourFigures = { at: number; outcome: string | null; figures: FiguresView };

/**
 * Reads the answers that `writeHours` has written, and calls `add` with each of them.
 * @param dayAt start of the day, in milliseconds since 1970
 */
export const readHours = (
  hours: string,
  { dayAt, by }: { dayAt: number; by: StatsBy | undefined },
  add: (hour: HourFigures) => void,
): void => {
  const numbers = numbersOf(hours);
  for (let first = 0; first + WIDTH <= numbers.length; first += WIDTH) {
    const count = (place: number) => numbers[first + place] ?? 0;
    const ms = (place: number) => numbers[first + place] ?? null;
    const at = dayAt + count(0) * HOUR_MS;
    const deliveries = { delivered: count(1), failed: count(2), canceled: count(3) };
    const attempts = { "2xx": count(5), "3xx": count(6), "4xx": count(7), "5xx": count(8), error: count(9) };
    const figures = { deliveries, attempts, firstTry: count(4), p50Ms: ms(10), p95Ms: ms(11) };
    if (by !== "outcome") add({ at, outcome: null, figures });
    else for (const part of byOutcome(figures, ms)) add({ at, ...part });
  }
};

/** Splits like `sumByOutcome`. */
const byOutcome = (
  { deliveries: { delivered, failed, canceled }, attempts, firstTry }: FiguresView,
  ms: (place: number) => number | null,
) =>
  [
    {
      outcome: "delivered",
      isEmpty: delivered + firstTry + attempts["2xx"] === 0,
      figures: {
        deliveries: { delivered, failed: 0, canceled: 0 },
        attempts: { ...NO_ATTEMPTS, "2xx": attempts["2xx"] },
        firstTry,
        p50Ms: ms(12),
        p95Ms: ms(13),
      },
    },
    {
      outcome: "failed",
      isEmpty: failed + attempts["3xx"] + attempts["4xx"] + attempts["5xx"] + attempts.error === 0,
      figures: {
        deliveries: { delivered: 0, failed, canceled: 0 },
        attempts: { ...attempts, "2xx": 0 },
        firstTry: 0,
        p50Ms: ms(14),
        p95Ms: ms(15),
      },
    },
    {
      outcome: "canceled",
      isEmpty: canceled === 0,
      figures: {
        deliveries: { delivered: 0, failed: 0, canceled },
        attempts: NO_ATTEMPTS,
        firstTry: 0,
        p50Ms: null,
        p95Ms: null,
      },
    },
  ].filter(({ isEmpty }) => !isEmpty);

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
