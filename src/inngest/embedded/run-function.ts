import { randomUUID } from "node:crypto";
import { APP_ID } from "#inngest/accept-triggers.ts";

export type RunEvent = { id: string; name: string; ts: number; data: Record<string, unknown> };

/** `forgotten`: the run asked for a later retry, and its rows have a due time. `steps` has one name per execution. */
export type RunEnd = { steps: string[] } & ({ end: "finished" | "forgotten" } | { end: "failed"; error: unknown });

/** SDK handler that a real Inngest calls over HTTP. */
export type ServeHandler = (request: Request) => Promise<Response>;

type Op = { id: string; op: string; displayName?: string; data?: unknown; error?: object };

/** Functions by run id that receive the answers of steps. */
export type Checkpoints = Map<string, (ops: readonly Op[]) => void>;

/** Tries of one step before the run ends. Its rows start a new run later. */
const TRIES_MAX = 3;
const BACKOFF_MS = 200;

/**
 * Runs a function by the serve protocol, mostly in one call (`ctx.fn_id` switches checkpointing on). After a failed step, a checkpoint
 * brings the answers of earlier steps for the next call. Without `max_attempts` a step never ends in StepFailed.
 */
export const runFunction = async (
  serve: ServeHandler,
  { functionId, attemptsMax, checkpoints }: { functionId: string; attemptsMax: number; checkpoints: Checkpoints },
  events: readonly RunEvent[],
): Promise<RunEnd> => {
  const runId = randomUUID();
  const steps: Record<string, { data: unknown } | { error: unknown }> = {};
  const stack: string[] = [];
  const names: string[] = [];
  let tries = 0;
  const call = () =>
    serve(
      new Request(`http://localhost/api/inngest?fnId=${APP_ID}-${functionId}&stepId=step`, {
        method: "POST",
        headers: { "content-type": "application/json", host: "localhost" },
        body: JSON.stringify({
          event: events[0],
          events,
          steps,
          ctx: {
            run_id: runId,
            fn_id: functionId,
            qi_id: runId,
            attempt: tries,
            max_attempts: attemptsMax,
            stack: { stack, current: stack.length },
            disable_immediate_execution: false,
            use_api: false,
          },
          version: 2,
          use_api: false,
        }),
      }),
    );

  checkpoints.set(runId, (ops) => {
    note(ops, names);
    memoise(ops, steps, stack);
  });
  try {
    for (;;) {
      const response = await call();
      if (response.status === 200) return { end: "finished", steps: names };
      const body: unknown = await response.json();
      const ops = response.status === 206 ? (body as Op[]) : [];
      note(ops, names);
      if (ops.some(({ op }) => op === "RunComplete")) return { end: "finished", steps: names };
      const failure = response.status === 206 ? memoise(ops, steps, stack) : errorOf(body);
      if (failure === null) {
        tries = 0;
        continue;
      }
      if (response.headers.get("x-inngest-no-retry") === "true") return { end: "failed", error: failure, steps: names };
      if (response.headers.has("retry-after")) return { end: "forgotten", steps: names };
      tries++;
      if (tries >= Math.min(TRIES_MAX, attemptsMax)) return { end: "failed", error: failure, steps: names };
      await new Promise((resolve) => setTimeout(resolve, BACKOFF_MS * 2 ** tries));
    }
  } finally {
    checkpoints.delete(runId);
  }
};

const note = (ops: readonly Op[], names: string[]) => {
  for (const { op, displayName } of ops) if (op !== "RunComplete") names.push(displayName ?? op);
};

/** Returns the error of a step that may run again. */
const memoise = (
  ops: readonly Op[],
  steps: Record<string, { data: unknown } | { error: unknown }>,
  stack: string[],
) => {
  for (const { id, op, data, error } of ops) {
    if (op === "StepRun") steps[id] = { data: data ?? null };
    else if (op === "StepFailed") steps[id] = { error };
    else if (op === "StepError") return error ?? { message: "a step failed" };
    else throw new Error(`The embedded runner does not implement the step operation "${op}".`);
    stack.push(id);
  }
  return null;
};

const errorOf = (body: unknown): object =>
  typeof body === "object" && body !== null ? body : { message: JSON.stringify(body) };
