import { Inngest } from "inngest";
import type { Logger } from "#domain/context.ts";

/** Function ids are `bellhop-<function>` on the wire. Changing it orphans the runs of a real Inngest. */
export const APP_ID = "bellhop";

const QUIET: Logger = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

/**
 * A client for a real Inngest: server or Cloud, mode and keys by the SDK's own variables. What it complains of is a line of our
 * log.
 */
export const createInngest = (log: Logger) => new Inngest({ id: APP_ID, checkpointing: false, internalLogger: log });

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
