export type RunEvent = { id: string; name: string; ts: number; data: Record<string, unknown> };

/** State of a function run that the executor keeps between calls. */
export type Run = {
  id: string;
  functionId: string;
  events: readonly RunEvent[];
  status: "waiting" | "completed" | "failed";
  /** Results of finished steps by the hash of their id, as sent back to the app. */
  steps: Record<string, { data: unknown } | { error: unknown }>;
  stack: string[];
  /** Names of executed steps, one per execution. */
  names: string[];
  /** Tries of the current step, from 0. */
  attempt: number;
  /** Return value of the function, or its final error. */
  output: unknown;
};

export type Answer = { status: number; headers: Headers; text: string };

/** Next move after an answer. `again`: call now, with the steps memoised meanwhile. */
export type Move =
  | { kind: "again" | "done" }
  | { kind: "retry"; delayMs: number | null; error: unknown }
  | { kind: "failed"; error: unknown };

type Op = { id: string; op: string; displayName?: string; data?: unknown; error?: unknown };

/** A real Inngest waits between a second and a day. */
const RETRY_MS = { min: 1_000, max: 24 * 3_600_000 };

export const callBody = ({ id, events, steps, stack, attempt }: Run, attemptsMax: number) => ({
  event: events[0],
  events,
  steps,
  version: 2,
  use_api: false,
  // No `fn_id`: it would switch checkpointing on; without it each call runs one operation.
  ctx: {
    run_id: id,
    attempt,
    max_attempts: attemptsMax,
    disable_immediate_execution: false,
    use_api: false,
    stack: { stack, current: stack.length },
  },
});

/** Reads an answer of the app into the run, and returns the next move. */
export const readAnswer = (run: Run, { status, headers, text }: Answer, attemptsMax: number): Move => {
  if (!headers.get("x-inngest-sdk")) return retry(run, headers, attemptsMax, `status ${status}, and not from the SDK`);
  const body: unknown = JSON.parse(text);
  if (status === 200) {
    run.output = body;
    return { kind: "done" };
  }
  if (status !== 206) return retry(run, headers, attemptsMax, body);
  for (const { id, op, displayName, data, error } of body as Op[]) {
    run.names.push(displayName ?? op);
    if (op === "StepError") return retry(run, headers, attemptsMax, error);
    if (op !== "StepRun" && op !== "StepFailed") throw new Error(`The executor does not implement ${op}.`);
    run.steps[id] = op === "StepRun" ? { data: data ?? null } : { error };
    run.stack.push(id);
    run.attempt = 0;
  }
  return { kind: "again" };
};

const retry = (run: Run, headers: Headers, attemptsMax: number, error: unknown): Move => {
  run.attempt++;
  if (headers.get("x-inngest-no-retry") === "true" || run.attempt >= attemptsMax) return { kind: "failed", error };
  return { kind: "retry", delayMs: retryAfterMs(headers.get("retry-after")), error };
};

/** `retry-after` in seconds or as a date. */
const retryAfterMs = (header: string | null): number | null => {
  if (header === null) return null;
  const asked = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  if (Number.isNaN(asked)) throw new Error(`retry-after: ${header}`);
  return Math.min(RETRY_MS.max, Math.max(RETRY_MS.min, asked));
};
