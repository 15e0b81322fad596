import { Inngest, RetryAfterError } from "inngest";
import type { Logger } from "#domain/context.ts";

/** Function ids are `bellhop-<function>` on the wire. Changing it orphans the runs of a real Inngest. */
export const APP_ID = "bellhop";

const QUIET: Logger = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

/** The SDK reports each step that throws. One that asks for a later retry is no error: its reason is one line, without a stack. */
const stepLogger = (log: Logger): Logger => ({
  ...QUIET,
  warn: (fields, message) => log.warn(fields, message),
  error: (fields, message) => {
    const error = "err" in fields ? fields.err : undefined;
    if (error instanceof RetryAfterError) log.info({ until: error.retryAfter }, error.message);
    else log.error(fields, message);
  },
});

/**
 * A client for a real Inngest: server or Cloud, mode and keys by the SDK's own variables. What it complains of is a line of our
 * log.
 */
export const createInngest = (log: Logger) =>
  new Inngest({ id: APP_ID, checkpointing: false, logger: stepLogger(log), internalLogger: log });

/**
 * A client that talks to nobody but `fetch`, for the embedded runner. A run goes through in one call, with all its steps: a call
 * costs a millisecond of processor time, however little its step does (measured).
 */
export const createEmbeddedInngest = (fetch: typeof globalThis.fetch) =>
  new Inngest({
    id: APP_ID,
    checkpointing: { bufferedSteps: Number.MAX_SAFE_INTEGER, maxInterval: 0, maxRuntime: 0 },
    isDev: true,
    baseUrl: "http://embedded.invalid",
    eventKey: "embedded",
    fetch,
    logger: QUIET,
    internalLogger: QUIET,
  });

export type InngestClient = ReturnType<typeof createInngest>;
