import type { InngestFunction } from "inngest";
import { StepMode } from "inngest/types";
import type { InngestClient } from "#inngest/client.ts";

/** Steps by hashed id: what the run knows of them. */
export type Memo = { data: unknown } | { error: unknown };
export type Op = { id: string; op: string; displayName?: string; data?: unknown; error?: unknown };

export type FunctionCall = {
  functionId: string;
  runId: string;
  events: readonly { id: string; name: string; ts: number; data: Record<string, unknown> }[];
  attempt: number;
  attemptsMax: number;
  steps: Readonly<Record<string, Memo>>;
  /** Hashed ids of these steps in the order of their ends. */
  stack: readonly string[];
};

/** `retry`: false = never, a text = the instant that the function asked for. */
export type FunctionAnswer =
  | { end: "finished"; ops: readonly Op[]; data: unknown }
  | { end: "steps"; ops: readonly Op[]; retry: boolean | string }
  | { end: "failed"; ops: readonly Op[]; error: unknown; retry: boolean | string };

export type CallFunction = (call: FunctionCall) => Promise<FunctionAnswer>;

/**
 * Calls functions of the SDK as its serve handler does, by the same execution. The handler itself, made for HTTP, takes 0.7 ms of an idle
 * machine before the first step and another 1.3 ms until the end of the run (measured).
 */
export const callInProcess = (client: InngestClient, functions: readonly InngestFunction.Any[]): CallFunction => {
  const byId = new Map(functions.map((fn) => [fn.id(), fn]));
  return async ({ functionId, runId, events, attempt, attemptsMax, steps, stack }) => {
    const fn = byId.get(functionId);
    const [event] = events;
    if (!fn || !event) throw new Error(`There is no function "${functionId}", or no event for it.`);
    // biome-ignore lint/complexity/useLiteralKeys: TypeScript allows a protected method only so. The SDK's test engine calls it too.
    const execution = fn["createExecution"]({
      partialOptions: {
        client,
        runId,
        // `internalFnId` and `queueItemId` only name the run in checkpoints.
        internalFnId: functionId,
        queueItemId: runId,
        requestStartedAt: Date.now(),
        stepMode: StepMode.AsyncCheckpointing,
        checkpointingConfig: { bufferedSteps: Number.MAX_SAFE_INTEGER, maxInterval: 0, maxRuntime: 0 },
        data: { event, events: [event, ...events.slice(1)], runId, attempt, maxAttempts: attemptsMax },
        stepState: Object.fromEntries(Object.entries(steps).map(([id, memo]) => [id, { id, ...memo }])),
        stepCompletionOrder: [...stack],
        headers: {},
        reqArgs: [],
      },
    });
    const result = await execution.start();
    switch (result.type) {
      case "function-resolved":
        return { end: "finished", ops: [], data: result.data };
      case "function-rejected":
        return { end: "failed", ops: [], error: result.error, retry: result.retriable };
      case "step-ran":
        return { end: "steps", ops: [result.step], retry: result.retriable ?? true };
      case "steps-found":
        return { end: "steps", ops: result.steps, retry: true };
      default:
        throw new Error(`The embedded runner does not implement the answer "${result.type}".`);
    }
  };
};
