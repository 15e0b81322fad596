import type { HealthSpan } from "#domain/subscriptions/health-history.schema.ts";

const DAY_MS = 86_400_000;
/** A shorter time of a state does not colour its day. */
const VISIBLE_MS = 60_000;

const WORST_FIRST = ["paused", "disabled", "failing", "healthy"] as const;

/** `endsAt`: names the day, so that the last one is today. `none`: before the webhook existed, or before the known history. */
export type HealthDay = { endsAt: number; health: HealthSpan["health"] | "none" };

/** Splits spans into `count` days of 24 hours that end at `end`, each with its worst state. */
export const healthDays = (spans: readonly HealthSpan[], end: number, count: number): HealthDay[] =>
  Array.from({ length: count }, (_, index) => {
    const at = end - (count - index) * DAY_MS;
    const present = new Set(
      spans.filter((span) => overlapMs(span, at, at + DAY_MS) >= VISIBLE_MS).map(({ health }) => health),
    );
    return { endsAt: at + DAY_MS, health: WORST_FIRST.find((health) => present.has(health)) ?? lastOf(spans, at) };
  });

/** State of a day in which every state was short, as for a new webhook. */
const lastOf = (spans: readonly HealthSpan[], at: number): HealthDay["health"] =>
  spans.findLast((span) => overlapMs(span, at, at + DAY_MS) > 0)?.health ?? "none";

const overlapMs = ({ from, to }: HealthSpan, start: number, end: number): number =>
  Math.min(Date.parse(to), end) - Math.max(Date.parse(from), start);

/** Part of the known time in which the webhook was healthy, from 0 to 1. */
export const healthyShare = (spans: readonly HealthSpan[]): number => {
  const lengthOf = ({ from, to }: HealthSpan) => Date.parse(to) - Date.parse(from);
  const sum = (some: readonly HealthSpan[]) => some.reduce((total, span) => total + lengthOf(span), 0);
  const total = sum(spans);
  return total === 0 ? 1 : sum(spans.filter(({ health }) => health === "healthy")) / total;
};

/** Start of the known history, if it begins within `count` days before `end`; null for a history of all these days. */
export const knownSince = (spans: readonly HealthSpan[], end: number, count: number): number | null => {
  const start = spans[0] ? Date.parse(spans[0].from) : end;
  return start > end - count * DAY_MS ? start : null;
};
