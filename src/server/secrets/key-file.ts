import { readFileSync, statSync } from "node:fs";
import { z } from "zod";
import type { MasterKey } from "#server/secrets/secret-box.ts";
import { masterKeys } from "#setting-values.ts";

const keysSchema = z.object({ MASTER_KEYS: masterKeys });

/**
 * Watches the file of generated master keys. Returns the keys on the first call and after each change, else null. A
 * missing or damaged file changes nothing: the process keeps its keys.
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

/** Rotation replaces the whole file, so each version has its own inode. */
const stampOf = (file: string): string | null => {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.ino}:${stat.mtimeMs}` : null;
};
