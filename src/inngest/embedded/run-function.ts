import { randomUUID } from "node:crypto";
import type { CallFunction, FunctionAnswer, Memo, Op } from "#inngest/embedded/call-in-process.ts";

export type RunEvent = { id: string; name: string; ts: number; data: Record<string, unknown> };

/** `forgotten`: the run asked for a later retry, and its rows have a due time. `steps` has one name per execution. */
export type RunEnd = { steps: string[] } & ({ end: "finished" | "forgotten" } | { end: "failed"; error: unknown });

/** Functions by run id that receive the answers of steps. */
export type Checkpoints = Map<string, (ops: readonly Op[]) => void>;

/** Tries of one step before the run ends. Its rows start a new run later. */
const TRIES_MAX = 3;
const BACKOFF_MS = 200;

/**
 * Runs a function, mostly in one call. After a failed step, a checkpoint brings the answers of earlier steps for the next call. Without
 * `attemptsMax` a step never ends in StepFailed.
 */
export const runFunction = async (
  callFunction: CallFunction,
  { functionId, attemptsMax, checkpoints }: { functionId: string; attemptsMax: number; checkpoints: Checkpoints },
  events: readonly RunEvent[],
): Promise<RunEnd> => {
  const runId = randomUUID();
  const steps: Record<string, Memo> = {};
  const stack: string[] = [];
  const names: string[] = [];
  checkpoints.set(runId, (ops) => {
    note(ops, names);
    memoise(ops, steps, stack);
  });
  try {
    for (let tries = 0; ; ) {
      const answer = await callFunction({ functionId, runId, events, attempt: tries, attemptsMax, steps, stack });
      note(answer.ops, names);
      if (isFinished(answer)) return { end: "finished", steps: names };
      const failure = answer.end === "failed" ? { error: answer.error } : memoise(answer.ops, steps, stack);
      if (failure === null) {
        tries = 0;
        continue;
      }
      if (answer.retry === false) return { end: "failed", error: failure.error, steps: names };
      if (typeof answer.retry === "string") return { end: "forgotten", steps: names };
      tries++;
      if (tries >= Math.min(TRIES_MAX, attemptsMax)) return { end: "failed", error: failure.error, steps: names };
      await new Promise((resolve) => setTimeout(resolve, BACKOFF_MS * 2 ** tries));
    }
  } finally {
    checkpoints.delete(runId);
  }
};

const isFinished = (answer: FunctionAnswer): answer is FunctionAnswer & { end: "finished" } =>
  answer.end === "finished" || answer.ops.some(({ op }) => op === "RunComplete");

const note = (ops: readonly Op[], names: string[]) => {
  for (const { op, displayName } of ops) if (op !== "RunComplete") names.push(displayName ?? op);
};

/** Returns the error of a step that may run again. Keeps results as JSON would, as a real Inngest does. */
const memoise = (ops: readonly Op[], steps: Record<string, Memo>, stack: string[]): { error: unknown } | null => {
  for (const { id, op, data, error } of ops) {
    if (op === "StepRun") steps[id] = { data: JSON.parse(JSON.stringify(data ?? null)) };
    else if (op === "StepFailed") steps[id] = { error };
    else if (op === "StepError") return { error: error ?? { message: "a step failed" } };
    else throw new Error(`The embedded runner does not implement the step operation "${op}".`);
    stack.push(id);
  }
  return null;
};
