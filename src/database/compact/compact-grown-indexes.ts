import type { Logger } from "#domain/context.ts";
import { msSince, writeLine } from "#domain/log-lines.ts";
import { CompactionRunning, type CompactOptions, compactIndexes } from "./compact-indexes.ts";

/** Length of a night: rebuilds that have not begun by then wait for the next one. */
const MS_MAX = 4 * 3_600_000;

/**
 * Rebuilds indexes that have grown, without a step that has no way back. Writes one line. Does nothing while another process compacts this
 * database. Safe to kill and to repeat.
 *
 * @param url owner's address
 */
export const compactGrownIndexes = async (
  url: string,
  log: Pick<Logger, "info">,
  options: Omit<CompactOptions, "isGrownOnly"> = {},
): Promise<void> => {
  const startedAt = performance.now();
  try {
    const indexes = await compactIndexes(url, { msMax: MS_MAX, ...options, isGrownOnly: true });
    writeLine(log, "indexes compacted", {
      rebuilt: indexes.filter(({ outcome }) => outcome === "rebuilt").length,
      withoutRoom: indexes.filter(({ outcome }) => outcome === "no_room").length,
      bytesBefore: indexes.reduce((sum, { bytesBefore }) => sum + bytesBefore, 0),
      bytesAfter: indexes.reduce((sum, { bytesAfter }) => sum + bytesAfter, 0),
      durationMs: msSince(startedAt),
    });
  } catch (error) {
    if (!(error instanceof CompactionRunning)) throw error;
  }
};
