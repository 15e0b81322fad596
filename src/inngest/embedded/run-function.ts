import { randomUUID } from "node:crypto";
import { APP_ID } from "#inngest/client.ts";

export type RunEvent = { id: string; name: string; ts: number; data: Record<string, unknown> };

/**
 * `forgotten`: the run asked to be tried later, or failed on our own side: its rows say when they are due again.
 * `failed`: for good.
 */
export type RunEnd = { end: "finished" | "forgotten" } | { end: "failed"; error: string };

/** The SDK's own serve handler: what a real Inngest calls over HTTP. */
export type ServeHandler = (request: Request) => Promise<Response>;

type Op = { id: string; op: string; data?: unknown; error?: { message?: string } };

/** Tries of one step in a run before the run is forgotten; its rows bring the work back. */
const TRIES_MAX = 3;
const BACKOFF_MS = 200;

/**
 * One run of a function from start to end, by the serve protocol in plain one-op mode: call, memoise the step, call again.
 * `ctx.fn_id` is left out, since it switches checkpointing on; `max_attempts` must be there, or a step never ends in
 * StepFailed. State lives in this call only: what matters is in the rows.
 */
export const runFunction = async (
  serve: ServeHandler,
  { functionId, attemptsMax }: { functionId: string; attemptsMax: number },
  events: readonly RunEvent[],
): Promise<RunEnd> => {
  const runId = randomUUID();
  const steps: Record<string, { data: unknown } | { error: unknown }> = {};
  const stack: string[] = [];
  let tries = 0;

  for (;;) {
    const response = await serve(
      new Request(`http://localhost/api/inngest?fnId=${APP_ID}-${functionId}&stepId=step`, {
        method: "POST",
        headers: { "content-type": "application/json", host: "localhost", "x-inngest-req-version": "2" },
        body: JSON.stringify({
          event: events[0],
          events,
          steps,
          ctx: {
            run_id: runId,
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
    if (response.status === 200) return { end: "finished" };
    const body: unknown = await response.json();
    const failure = response.status === 206 ? memoise(body as Op[], steps, stack) : errorText(body);
    if (failure === null) {
      tries = 0;
      continue;
    }
    if (response.headers.get("x-inngest-no-retry") === "true") return { end: "failed", error: failure };
    if (response.headers.has("retry-after")) return { end: "forgotten" };
    tries++;
    if (tries >= Math.min(TRIES_MAX, attemptsMax)) return { end: "failed", error: failure };
    await new Promise((resolve) => setTimeout(resolve, BACKOFF_MS * 2 ** tries));
  }
};

/** Keeps the results of steps; returns the error of a step that failed and may be run again, else null. */
const memoise = (
  ops: readonly Op[],
  steps: Record<string, { data: unknown } | { error: unknown }>,
  stack: string[],
) => {
  for (const { id, op, data, error } of ops) {
    if (op === "StepRun") steps[id] = { data: data ?? null };
    else if (op === "StepFailed") steps[id] = { error };
    else if (op === "StepError") return error?.message ?? "a step failed";
    else throw new Error(`The embedded runner does not implement the step operation "${op}".`);
    stack.push(id);
  }
  return null;
};

const errorText = (body: unknown): string =>
  typeof body === "object" && body !== null && "message" in body ? String(body.message) : JSON.stringify(body);
