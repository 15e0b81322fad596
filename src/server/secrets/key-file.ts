import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import { masterKeys } from "#env.ts";
import type { MasterKey } from "#server/secrets/secret-box.ts";

const keysSchema = z.object({ MASTER_KEYS: masterKeys });

/**
 * Tells of the master keys in the file that they were generated into: the keys at the first call and where it was written since
 * the last one, else null. A file that is gone or damaged changes nothing: the keys that a process has stay good.
 */
export const watchKeyFile = (file: string | undefined): (() => readonly MasterKey[] | null) => {
  if (file === undefined) return () => null;
  let seen: string | null = null;
  return () => {
    const stamp = stampOf(file);
    if (stamp === null || stamp === seen) return null;
    try {
      const { MASTER_KEYS } = keysSchema.parse(JSON.parse(readFileSync(file, "utf8")));
      seen = stamp;
      return MASTER_KEYS;
    } catch {
      return null;
    }
  };
};

/** The file is replaced as a whole, so that each version has an inode of its own. */
const stampOf = (file: string): string | null => {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.ino}:${stat.mtimeMs}` : null;
};
