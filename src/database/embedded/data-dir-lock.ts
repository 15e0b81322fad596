import { randomBytes } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { isAlive, startTimeOf } from "#database/embedded/process-identity.ts";

export type DataDirLock = { ok: true; release: () => void } | { ok: false; pid: number; problem: string };

const holderSchema = z.object({
  pid: z.int().positive(),
  startTime: z.string().nullable(),
  token: z.string().regex(/^[0-9a-f]+$/),
});
type Holder = z.infer<typeof holderSchema>;

/**
 * Locks a data directory until `release` or the process's end. Replaces the lock of a dead process, also when
 * its pid was reused. Other machines and containers are invisible: do not share the directory.
 */
export const lockDataDir = (dataDir: string): DataDirLock => {
  makeDirectory(resolve(dataDir));
  const file = join(resolve(dataDir), "lock");
  const mine: Holder = { pid: process.pid, startTime: startTimeOf(process.pid), token: randomBytes(8).toString("hex") };
  const draft = `${file}.${mine.token}`;
  // Links a finished file, so that no reader sees half a lock.
  writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (;;) {
      const found = readHolder(file);
      const holder = found && isHeld(found) ? found : takeLock({ file, draft, stale: found });
      if (holder?.token === mine.token) return { ok: true, release: () => release(file, mine) };
      if (holder) return { ok: false, pid: holder.pid, problem: refusal(dataDir, holder) };
    }
  } finally {
    rmSync(draft, { force: true });
  }
};

const refusal = (dataDir: string, { pid }: Holder): string =>
  `${resolve(dataDir)} is in use by another start (process ${pid}): stop that one, or choose another DATA_DIR.`;

const isHeld = ({ pid, startTime }: Holder): boolean => isAlive(pid) && startTimeOf(pid) === startTime;

/** Stands for the token of a lock that cannot be read. */
const UNREADABLE = "unreadable";

/**
 * Puts the draft where no lock is, or in place of a stale one. Only a start whose claim follows the stale lock may replace it, and only if that lock
 * is still there: what was read before may be the lock of a faster start by now. Who finds the claim of a dead start, claims to follow that one.
 * @returns who holds the lock, or replaces it at this moment; null = look again
 */
const takeLock = ({ file, draft, stale }: { file: string; draft: string; stale: Holder | null }): Holder | null => {
  if (tryLink(draft, file)) return readHolder(file);
  const claims = [`${file}.after-${stale?.token ?? UNREADABLE}`];
  for (let claim = claims[0] ?? ""; !tryLink(draft, claim); claims.push(claim)) {
    const other = readHolder(claim);
    if (!other || isHeld(other)) return other;
    claim = `${file}.after-${other.token}`;
  }
  const isStillThere = existsSync(file) && readHolder(file)?.token === stale?.token;
  if (isStillThere) renameSync(draft, file);
  for (const claim of isStillThere ? claims : claims.slice(-1)) rmSync(claim, { force: true });
  return isStillThere ? readHolder(file) : null;
};

const release = (file: string, mine: Holder) => {
  if (readHolder(file)?.token === mine.token) rmSync(file, { force: true });
};

const tryLink = (from: string, to: string): boolean => {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
};

const readHolder = (file: string): Holder | null => {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
};

/** Avoids recursive `mkdirSync`, which never ends below /proc. */
const makeDirectory = (path: string): void => {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing?.isDirectory()) return;
  if (existing) throw new Error(`DATA_DIR: ${path} is a file. Choose a directory that can be written to.`);
  if (dirname(path) !== path) makeDirectory(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return;
    throw new Error(
      `DATA_DIR: ${path} can't be made (${(error as Error).message}). Choose a directory that can be written to.`,
    );
  }
};
