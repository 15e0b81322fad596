import { expect, it } from "vitest";
import { writeHours } from "#domain/figures/day-hours.ts";
import type { FigureRow } from "#domain/figures/sum-figures.ts";
import { toSeries } from "#domain/figures/to-series.ts";

const DAY = new Date("2026-11-28T00:00:00Z");
const NO_COUNTS = {
  delivered: 0,
  failed: 0,
  canceled: 0,
  firstTry: 0,
  "2xx": 0,
  "3xx": 0,
  "4xx": 0,
  "5xx": 0,
  error: 0,
};

const rowAt = (hour: number, counts: Partial<FigureRow>): FigureRow => ({
  ...NO_COUNTS,
  latency: "{}",
  ...counts,
  at: new Date(DAY.getTime() + hour * 3_600_000),
  webhookId: "wh_1",
  event: "",
});

const entries = (...counts: [latencyClass: number, count: number][]) =>
  `{${counts.map(([latencyClass, count]) => latencyClass * 2 ** 32 + count)}}`;

const ROWS = [
  rowAt(0, { delivered: 12, firstTry: 11, "2xx": 12, latency: entries([20, 8], [40, 4]) }),
  rowAt(3, { failed: 2, "3xx": 1, "4xx": 7, "5xx": 1_234_567_890, error: 3, latency: entries([130, 5], [160, 1]) }),
  rowAt(4, { canceled: 1 }),
  rowAt(9, {}),
  rowAt(11, { delivered: 3, firstTry: -1, "5xx": -2, canceled: 4, latency: entries([0, 2], [100, 1]) }),
  rowAt(23, { delivered: 5, failed: 1, "2xx": 6, "4xx": 2, latency: entries([10, 6], [199, 2]) }),
];

it.each([undefined, "webhook", "event", "outcome"] as const)(
  "hours that are written out give the same answer as their rows, by %s",
  (by) => {
    const day = { webhookId: "wh_1", event: "", at: DAY, hours: writeHours(ROWS) };
    const answer = toSeries([], by, [day]);
    expect(answer).toEqual(toSeries(ROWS, by));
    expect(answer.length).toBeGreaterThan(4);
    expect(toSeries([], by, [{ ...day, hours: writeHours([]) }])).toEqual([]);
  },
);

it("steps come in order of time and key, whether they come from days or from rows", () => {
  const ofOthers = ["wh_0", "wh_2"].flatMap((webhookId) => ROWS.map((row) => ({ ...row, webhookId }))).reverse();
  const answer = toSeries(ofOthers, "webhook", [{ webhookId: "wh_1", event: "", at: DAY, hours: writeHours(ROWS) }]);
  const places = answer.map(({ at, key }) => `${at} ${key}`);
  expect(places).toHaveLength(3 * ROWS.length);
  expect(places).toEqual(places.toSorted());
});

it("stops after the day with which there are more steps than asked", () => {
  const days = Array.from({ length: 1_000 }, (_, n) => ({
    webhookId: `wh_${n}`,
    event: "",
    at: DAY,
    hours: writeHours(ROWS),
  }));
  expect(toSeries([], "webhook", days, 13)).toHaveLength(3 * ROWS.length);
});
