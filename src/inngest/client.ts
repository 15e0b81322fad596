import { Inngest, RetryAfterError } from "inngest";
import type { Logger } from "#domain/context.ts";

/** Prefix of function ids on the wire (`bellhop-<function>`). A change orphans the runs of a real Inngest. */
export const APP_ID = "bellhop";

const QUIET: Logger = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

/** Logs what the SDK reports of steps that throw. A step that asks for a later retry is one line without a stack: it is no error. */
const stepLogger = (log: Logger): Logger => ({
  ...QUIET,
  warn: (fields, message) => log.warn(fields, message),
  error: (fields, message) => {
    const error = "err" in fields ? fields.err : undefined;
    if (error instanceof RetryAfterError) log.info({ until: error.retryAfter }, error.message);
    else log.error(fields, message);
  },
});

/** Client for a real Inngest, server or Cloud; the SDK's own variables give mode and keys. Its complaints go to our log. */
export const createInngest = (log: Logger) =>
  new Inngest({ id: APP_ID, checkpointing: false, logger: stepLogger(log), internalLogger: log });

/**
 * Client for the embedded runner; it reaches `fetch` only. One call runs all steps of a function, because each call costs a
 * millisecond of CPU, however little its step does (measured).
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
