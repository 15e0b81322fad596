import type { Logger } from "#domain/context.ts";
import { msSince, writeLine } from "#domain/log-lines.ts";
import { CompactionRunning, type CompactOptions, compactIndexes } from "./compact-indexes.ts";

/** Time after which no rebuild begins: the next night goes on. One that still runs is ended. */
export const COMPACT_MS_MAX = 4 * 3_600_000;

/**
 * Rebuilds indexes that have grown, without a step that has no way back. Writes one line, and one for each index that failed. Does
 * nothing while another process compacts this database. Safe to kill and to repeat.
 *
 * @param url owner's address
 * @returns number of indexes that failed
 */
export const compactGrownIndexes = async (
  url: string,
  log: Pick<Logger, "info" | "warn">,
  options: Omit<CompactOptions, "isGrownOnly"> = {},
): Promise<number> => {
  const startedAt = performance.now();
  try {
    const indexes = await compactIndexes(url, { msMax: COMPACT_MS_MAX, ...options, isGrownOnly: true });
    const failed = indexes.filter((index) => index.outcome === "failed");
    for (const { name, error } of failed) writeLine(log, "index not compacted", { index: name, err: error });
    writeLine(log, "indexes compacted", {
      rebuilt: indexes.filter(({ outcome }) => outcome === "rebuilt").length,
      withoutRoom: indexes.filter(({ outcome }) => outcome === "no_room").length,
      failed: failed.length,
      bytesBefore: indexes.reduce((sum, { bytesBefore }) => sum + bytesBefore, 0),
      bytesAfter: indexes.reduce((sum, { bytesAfter }) => sum + bytesAfter, 0),
      durationMs: msSince(startedAt),
    });
    return failed.length;
  } catch (error) {
    if (!(error instanceof CompactionRunning)) throw error;
    return 0;
  }
};
