import { Inngest } from "inngest";

/** Function ids are `bellhop-<function>` on the wire. Changing it orphans the runs of a real Inngest. */
export const APP_ID = "bellhop";

type Logger = {
  info: (text: string) => void;
  warn: (text: string) => void;
  error: (text: string) => void;
  debug: (text: string) => void;
};

const QUIET: Logger = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };

/** A client for a real Inngest: server or Cloud, mode and keys by the SDK's own variables. */
export const createInngest = () => new Inngest({ id: APP_ID, checkpointing: false });

/** A client that talks to nobody but `fetch`, for the embedded runner. */
export const createEmbeddedInngest = (fetch: typeof globalThis.fetch) =>
  new Inngest({
    id: APP_ID,
    checkpointing: false,
    isDev: true,
    baseUrl: "http://embedded.invalid",
    eventKey: "embedded",
    fetch,
    logger: QUIET,
    internalLogger: QUIET,
  });

export type InngestClient = ReturnType<typeof createInngest>;
