import type { AttemptView, DeliveryDetailView } from "#domain/deliveries/delivery.schema.ts";
import type { DeliveryPlanView } from "#domain/deliveries/delivery-plan.schema.ts";

export type LineTone = "ok" | "bad" | "calm";

/** `x` is a share of the line's width, 0 to 1. */
export type LineMark = { x: number; at: number } & (
  | { kind: "attempts"; tone: LineTone; attempts: readonly AttemptView[] }
  | { kind: "planned"; number: number; isExact: boolean }
  | { kind: "now" }
);

/** `ms` counts from the event. */
export type LineTick = { x: number; ms: number };

export type DeliveryLine = { marks: LineMark[]; ticks: LineTick[] };

/** Retries wait five times longer each: this power gives each wait about the same room. */
const STRETCH = 0.35;
const SPAN_MS_MIN = 1_000;
/** Attempts closer than this share one mark, which a finger can hit. */
const MARK_WIDTH = 0.03;
const TICK_GAP = 0.09;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TICKS = [SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY, 90 * DAY];

type Shown = Pick<DeliveryDetailView, "createdAt" | "attempts">;

/** Null while one attempt tells everything: nothing is planned, and none came before. */
export const deliveryLine = (
  { createdAt, attempts }: Shown,
  plan: Pick<DeliveryPlanView, "upcoming" | "hold" | "failures" | "windowMs" | "isRunning">,
  now: number,
): DeliveryLine | null => {
  const isOver = plan.upcoming.length === 0 && plan.hold === null && !plan.isRunning;
  if (isOver && attempts.length < 2) return null;
  const from = Date.parse(createdAt);
  const planned = plan.upcoming.map((at) => Date.parse(at));
  const ends = [
    ...attempts.map(endOf),
    ...planned,
    ...(isOver ? [] : [now]),
    ...(plan.hold ? [from + plan.windowMs] : []),
  ];
  const span = Math.max(SPAN_MS_MIN, ...ends.map((end) => end - from));
  const place = (at: number) => Math.min(1, Math.max(0, (at - from) / span)) ** STRETCH;
  return {
    marks: [
      ...attemptMarks(attempts, place),
      ...(isOver ? [] : [{ kind: "now" as const, at: now, x: place(now) }]),
      ...planned.map((at, index) => ({
        kind: "planned" as const,
        at,
        x: place(at),
        number: plan.failures + 1 + index,
        isExact: index === 0,
      })),
    ],
    ticks: ticksOf(span),
  };
};

export const toneOf = ({ response, error }: Pick<AttemptView, "response" | "error">): LineTone => {
  if (error) return error.code === "interrupted" ? "calm" : "bad";
  return response ? "ok" : "calm";
};

const endOf = ({ startedAt, durationMs }: AttemptView): number => Date.parse(startedAt) + (durationMs ?? 0);

const attemptMarks = (attempts: readonly AttemptView[], place: (at: number) => number): LineMark[] => {
  const marks: (LineMark & { kind: "attempts" })[] = [];
  for (const attempt of attempts) {
    const at = Date.parse(attempt.startedAt);
    const x = place(at);
    const before = marks.at(-1);
    const tone = toneOf(attempt);
    if (before && x - before.x < MARK_WIDTH)
      marks.splice(-1, 1, { ...before, tone, attempts: [...before.attempts, attempt] });
    else marks.push({ kind: "attempts", x, at, tone, attempts: [attempt] });
  }
  return marks;
};

const ticksOf = (span: number): LineTick[] => {
  const ticks: LineTick[] = [];
  for (const ms of TICKS) {
    const x = (ms / span) ** STRETCH;
    if (x > 1) break;
    if (x - (ticks.at(-1)?.x ?? 0) >= TICK_GAP) ticks.push({ x, ms });
  }
  return ticks;
};
