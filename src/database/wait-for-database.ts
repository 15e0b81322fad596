import { setTimeout as pause } from "node:timers/promises";
import { DatabaseClient } from "#database/database-client.ts";
import { type DatabaseAddress, describeDatabaseError, isNotThereYet } from "#database/describe-database-error.ts";
import type { Env } from "#env.ts";

const WAIT_MS = 60_000;
const RETRY_MS = 500;
/** Limits one try: a network that drops packets is silent for minutes. */
const CONNECT_MS = 5_000;
const SAY_AGAIN_MS = 5_000;

type Options = {
  log: (line: string) => void;
  stop?: AbortSignal;
  /** Longest wait for the database. 0 = one try. */
  waitMs?: number;
  /** Runs before each wait. */
  onWait?: () => Promise<void>;
};

export const databaseAddresses = (
  env: Pick<Env, "DATABASE_URL" | "DATABASE_ENGINE_URL" | "DATABASE_OWNER_URL">,
): DatabaseAddress[] =>
  (["DATABASE_URL", "DATABASE_ENGINE_URL", "DATABASE_OWNER_URL"] as const).flatMap((variable) => {
    const url = env[variable];
    return url ? [{ variable, url }] : [];
  });

/**
 * Waits until every address accepts its role. Throws at once if waiting cannot help (password, TLS, no such
 * database), else after `waitMs`.
 */
export const waitForDatabase = async (
  addresses: readonly DatabaseAddress[],
  { log, stop, waitMs = WAIT_MS, onWait = async () => {} }: Options,
): Promise<void> => {
  const since = performance.now();
  let said = Number.NEGATIVE_INFINITY;
  for (const address of addresses) {
    for (;;) {
      const error = await connectionError(address.url);
      if (error === null) break;
      const line = describeDatabaseError(error, address);
      if (!isNotThereYet(error)) throw new Error(line);
      const waitedMs = performance.now() - since;
      const waited = `${Math.round(waitedMs / 1_000)} s`;
      if (waitedMs >= waitMs) throw new Error(`${line}: check that it runs, and the address. Gave up after ${waited}.`);
      if (waitedMs - said >= SAY_AGAIN_MS) {
        log(`${line}: waiting for it, ${waited} of ${Math.round(waitMs / 1_000)} s.`);
        said = waitedMs;
      }
      await onWait();
      await pause(RETRY_MS, undefined, { signal: stop }).catch(() => stop?.throwIfAborted());
    }
  }
  if (said >= 0) log("The database answers.");
};

const connectionError = async (url: string): Promise<Error | null> => {
  try {
    const client = new DatabaseClient({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
    client.on("error", () => {});
    await client.connect();
    await client.end();
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};
