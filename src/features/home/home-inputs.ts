import type { Mode } from "#domain/mode.schema.ts";
import { homeRange, RANGES, type RangeChoice, todayRange } from "#features/home/home-range.ts";

/** What the numbers and the chart show, kept in the page's URL. */
export type HomeView = { range: RangeChoice; webhookId: string; event: string };

type Query = { get: (name: string) => string | null };

const ID_CHARS_MAX = 100;

/** Ignores what cannot be. "" stands for all. */
export const readHomeView = (query: Query): HomeView => ({
  range: RANGES.find((range) => range === query.get("range")) ?? "24h",
  webhookId: (query.get("webhookId") ?? "").slice(0, ID_CHARS_MAX),
  event: (query.get("event") ?? "").slice(0, ID_CHARS_MAX),
});

/** Inputs of the page's figures, the same on server and browser, so that the browser finds what the server has read. */
export const homeInputs = (
  { range: choice, webhookId, event }: HomeView,
  mode: Mode,
  now: number,
  timeZone: string,
) => {
  const { before, isByDay, since, until } = homeRange(choice, now, timeZone);
  const of = { mode, ...(event && { event: [event] }) };
  const totals = { ...of, ...(webhookId && { webhookId }) };
  const series = { ...of, ...(webhookId && { webhookId: [webhookId] }), since, until };
  return {
    range: { before, isByDay, since, until },
    today: { mode, ...todayRange(now, timeZone) },
    now: { ...totals, since, until },
    before: { ...totals, ...before },
    hours: { ...series, step: "hour" as const },
    days: { ...series, step: "day" as const },
  };
};
