import type { AttemptView } from "#domain/deliveries/delivery.schema.ts";

export const WATERFALL_STEPS = ["dns", "connect", "tls", "wait", "body"] as const;
export type WaterfallStep = (typeof WATERFALL_STEPS)[number];

export type WaterfallState = "ahead" | "running" | "done" | "failed" | "skipped";

/** Reason for a skipped step: an IP address or a known one needs no lookup, an open connection no second one. */
export type SkipReason = "literal" | "reused" | "plain";

export type WaterfallRow = {
  step: WaterfallStep;
  state: WaterfallState;
  /** Milliseconds from the start of the attempt. */
  startMs: number;
  /** Duration; null for steps that were skipped or not reached. */
  ms: number | null;
  skipped: SkipReason | null;
};

export type Waterfall = { rows: WaterfallRow[]; totalMs: number };

type Finished = Pick<AttemptView, "timings" | "durationMs" | "response" | "error"> & {
  request: Pick<AttemptView["request"], "url">;
};

/**
 * Places the steps of a finished attempt one after another. A failed step has all the time up to the end, and later
 * steps were not reached. Reading the response takes the time that no other step was measured for.
 */
export const waterfallOf = (attempt: Finished): Waterfall => {
  const { timings, durationMs } = attempt;
  const measured = { dns: timings.dnsMs, connect: timings.connectMs, tls: timings.tlsMs, wait: timings.firstByteMs };
  const known = Object.values(measured).reduce<number>((sum, ms) => sum + (ms ?? 0), 0);
  const totalMs = Math.max(durationMs ?? 0, known);
  const failed = attempt.response ? null : failedStep(attempt);
  let startMs = 0;
  let isOver = false;
  const rows = WATERFALL_STEPS.map((step): WaterfallRow => {
    if (isOver) return { step, state: "ahead", startMs, ms: null, skipped: null };
    const own = step === "body" ? null : measured[step];
    const isFailed = step === failed;
    isOver = isFailed;
    if (own === null && !isFailed && step !== "body")
      return { step, state: "skipped", startMs, ms: null, skipped: skipReason(step, attempt) };
    const ms = own ?? Math.max(0, totalMs - startMs);
    const row: WaterfallRow = { step, state: isFailed ? "failed" : "done", startMs, ms, skipped: null };
    startMs += ms;
    return row;
  });
  return { rows, totalMs };
};

/** Finds the step at which an attempt without a response ended. */
const failedStep = ({ error, timings, request }: Finished): WaterfallStep => {
  const isSecuring = timings.connectMs !== null && timings.tlsMs === null && request.url.startsWith("https:");
  switch (error?.code) {
    case "dns_error":
    case "blocked_address":
      return "dns";
    case "connection_refused":
      return "connect";
    case "connect_timeout":
      return isSecuring ? "tls" : "connect";
    case "tls_error":
      return "tls";
    case "connection_reset":
    case "interrupted":
      return isSecuring ? "tls" : "wait";
    default:
      return "wait";
  }
};

const skipReason = (step: WaterfallStep, { timings, request }: Finished): SkipReason => {
  if (step === "dns") return "literal";
  return step === "tls" && timings.connectMs !== null && !request.url.startsWith("https:") ? "plain" : "reused";
};

export type ReachedPhase = {
  phase: "resolving" | "connecting" | "securing" | "sent" | "status" | "body";
  atMs: number;
};

const STEP_OF: Record<ReachedPhase["phase"], WaterfallStep> = {
  resolving: "dns",
  connecting: "connect",
  securing: "tls",
  sent: "wait",
  status: "body",
  body: "body",
};

/**
 * Places the steps of a running attempt. Time counts from the first phase: the preparation before is ours.
 *
 * @param sinceLastMs milliseconds since the newest phase arrived
 */
export const runningWaterfall = (reached: readonly ReachedPhase[], sinceLastMs: number): Waterfall => {
  const startedAt = reached[0]?.atMs ?? 0;
  const starts = new Map<WaterfallStep, number>();
  for (const { phase, atMs } of reached) {
    const step = STEP_OF[phase];
    if (!starts.has(step)) starts.set(step, atMs - startedAt);
  }
  const last = WATERFALL_STEPS.findLast((step) => starts.has(step));
  const totalMs = (reached.at(-1)?.atMs ?? startedAt) - startedAt + Math.max(0, sinceLastMs);
  const isBeforeLast = (step: WaterfallStep) =>
    last !== undefined && WATERFALL_STEPS.indexOf(step) < WATERFALL_STEPS.indexOf(last);
  const endOf = (step: WaterfallStep) => {
    const next = WATERFALL_STEPS.slice(WATERFALL_STEPS.indexOf(step) + 1).find((later) => starts.has(later));
    return next === undefined ? totalMs : (starts.get(next) ?? totalMs);
  };
  const rows = WATERFALL_STEPS.map((step): WaterfallRow => {
    const startMs = starts.get(step);
    if (startMs === undefined)
      return isBeforeLast(step)
        ? { step, state: "skipped", startMs: 0, ms: null, skipped: null }
        : { step, state: "ahead", startMs: totalMs, ms: null, skipped: null };
    return { step, state: step === last ? "running" : "done", startMs, ms: endOf(step) - startMs, skipped: null };
  });
  return { rows, totalMs };
};
