import { compactGrownIndexes } from "#database/compact/compact-grown-indexes.ts";
import { type CompactedIndex, compactIndexes } from "#database/compact/compact-indexes.ts";
import { permitPackedBodies } from "#database/compact/permit-packed-bodies.ts";
import { embeddedUrls, externalUrls } from "#database/database-urls.ts";
import { withOwnerDatabase } from "#database/owner-database.ts";
import { databaseAddresses, waitForDatabase } from "#database/wait-for-database.ts";
import type { Env } from "#env.ts";
import { createLogger, logOutput } from "#server/logging/logger.ts";
import { everyDayAt } from "#supervisor/every-day-at.ts";
import { readSettings } from "#supervisor/settings.ts";
import { shrinkHeap } from "#supervisor/shrink-heap.ts";
import { stopSignal } from "#supervisor/stop-signal.ts";

export const COMPACT_USAGE = `Usage:
  npm run db:compact                      permits packed bodies, drops indexes of release 0.2.0, and rebuilds all large ones
  npm run db:compact -- --indexes-only    rebuilds large indexes that have grown, as npm start does each day
  npm run db:compact -- --daily           does that each day at COMPACT_AT, until it is stopped`;

const IDLE_MS = 86_400_000;

const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Takes all steps, and prints each index. Release 0.2.0 must not be started afterwards. */
export const compactAll = async (): Promise<void> => {
  endWithSignal(1);
  const env = readSettings();
  const urls = externalUrls(env);
  const compacted = await withOwner(env, async (url) => {
    if ((await permitPackedBodies(urls ?? embeddedUrls(url))) === "permitted")
      console.log(
        "Bodies of new events are packed from now on. Release 0.2.0 cannot read them: do not start it again.",
      );
    return compactIndexes(url, { onIndex: (index) => console.log(lineOf(index)) });
  });
  const freed = compacted.reduce((sum, { bytesBefore, bytesAfter }) => sum + bytesBefore - bytesAfter, 0);
  console.log(compacted.length === 0 ? "No index is large enough to gain from it." : `Freed ${mb(freed)}.`);
  refuseFailed(compacted.filter(({ outcome }) => outcome === "failed").length);
};

/** Gives the exit code 1. */
const refuseFailed = (count: number): void => {
  if (count > 0) throw new Error(`Indexes that failed: ${count}. They serve as before; lines above say why.`);
};

const lineOf = (index: CompactedIndex): string => {
  const before = `${index.name}: ${mb(index.bytesBefore)}`;
  switch (index.outcome) {
    case "rebuilt":
      return `${before} → ${mb(index.bytesAfter)}`;
    case "dropped":
      return `${before} → dropped`;
    case "no_room":
      return `${before}, not rebuilt: the disk has less free than three times that`;
    case "failed":
      return `${before}, failed: ${index.error.message}`;
  }
};

/** Rebuilds indexes that have grown, once. */
export const compactGrown = async (): Promise<void> => {
  endWithSignal(1);
  await rebuildGrown(readSettings());
};

/** Rebuilds indexes that have grown, each day at COMPACT_AT; never if that is `off`. Ends with a signal only. */
export const compactGrownDaily = async (): Promise<void> => {
  endWithSignal(0);
  const env = readSettings();
  const act = () =>
    rebuildGrown(env)
      .catch((error: Error) =>
        console.error(`The compaction of indexes failed, and is tried again tomorrow: ${error.message}`),
      )
      .finally(shrinkHeap);
  if (env.COMPACT_AT !== null) everyDayAt(env.COMPACT_AT, act);
  // Stays, since Compose would start an ended process again.
  else setInterval(() => {}, IDLE_MS);
  shrinkHeap();
  await new Promise(() => {});
};

const rebuildGrown = async (env: Env): Promise<void> => {
  const log = createLogger(env.LOG_LEVEL, "compact", logOutput(env.LOG_FORMAT, { sync: true }));
  refuseFailed(await withOwner(env, (url) => compactGrownIndexes(url, log)));
};

const withOwner = async <T>(env: Env, use: (url: string) => Promise<T>): Promise<T> => {
  const urls = externalUrls(env);
  if (urls) await waitForDatabase(databaseAddresses(env), { log: console.log, waitMs: 0 });
  return withOwnerDatabase({ dataDir: env.DATA_DIR, databaseUrl: urls?.owner, log: console.log }, use);
};

/** Process 1 of a container ignores signals without a listener. PostgreSQL ends the rebuild of a process that is gone. */
const endWithSignal = (code: number): void =>
  stopSignal().addEventListener("abort", () => process.exit(code), { once: true });
