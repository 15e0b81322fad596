import type { TestWebhookResult } from "#domain/deliveries/delivery.schema.ts";
import type { RouterOutputs } from "#trpc/routers/_app.ts";

type Step = RouterOutputs["webhooks"]["sendTest"] extends AsyncIterable<infer Item> ? Item : never;

export type HttpPhase = Extract<Step, { type: "phase" }>["phase"];
export type TestResult = TestWebhookResult;

export type StepState = "ahead" | "active" | "done" | "broken";

export type TimelineStep = { phase: HttpPhase; label: string; state: StepState; atMs: number | null };

const LABELS: readonly { phase: HttpPhase; label: string }[] = [
  { phase: "resolving", label: "Looking up the address" },
  { phase: "connecting", label: "Connecting" },
  { phase: "sent", label: "Message sent, waiting for the answer" },
  { phase: "status", label: "Answer received" },
  { phase: "body", label: "Reading what it says" },
];

/**
 * Returns the states of the five phases. Skipped phases (no DNS lookup on an open connection) count as done.
 *
 * @param ended how the test ended: "answered" also for an error status; null while it runs
 */
export const timelineOf = (
  reached: readonly { phase: HttpPhase; atMs: number }[],
  ended: "answered" | "unanswered" | null,
): TimelineStep[] => {
  const last = LABELS.findLastIndex(({ phase }) => reached.some((step) => step.phase === phase));
  return LABELS.map(({ phase, label }, index) => ({
    phase,
    label,
    atMs: atOf(reached, phase),
    state: stateOf(index, last, ended),
  }));
};

/** Milliseconds since the first phase: our own time before that is not the receiver's. */
const atOf = (reached: readonly { phase: HttpPhase; atMs: number }[], phase: HttpPhase): number | null => {
  const step = reached.find((candidate) => candidate.phase === phase);
  return step ? step.atMs - (reached[0]?.atMs ?? 0) : null;
};

const stateOf = (index: number, last: number, ended: "answered" | "unanswered" | null): StepState => {
  if (ended === "answered" || index < last) return "done";
  if (index > last) return "ahead";
  return ended === "unanswered" ? "broken" : "active";
};
