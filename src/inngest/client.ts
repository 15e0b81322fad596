import { Inngest, RetryAfterError } from "inngest";
import type { Logger } from "#domain/context.ts";
import { APP_ID } from "#inngest/accept-triggers.ts";

const QUIET: Logger = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

/** Logs a step that asks for a later retry as info, without a stack. */
const stepLogger = (log: Logger): Logger => ({
  ...QUIET,
  warn: (fields, message) => log.warn(fields, message),
  error: (fields, message) => {
    const error = "err" in fields ? fields.err : undefined;
    if (error instanceof RetryAfterError) log.info({ until: error.retryAfter }, error.message);
    else log.error(fields, message);
  },
});

/** The SDK reads mode and keys from its own variables. */
export const createInngest = (log: Logger) =>
  new Inngest({ id: APP_ID, checkpointing: false, logger: stepLogger(log), internalLogger: log });

/** Runs all steps of a function in one call: each call costs 1 ms of CPU (measured). */
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
