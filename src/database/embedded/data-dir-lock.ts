import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { isAlive, startTimeOf } from "#database/embedded/process-identity.ts";

export type DataDirLock = { ok: true; release: () => void } | { ok: false; pid: number; problem: string };

const holderSchema = z.object({ pid: z.int().positive(), startTime: z.string().nullable(), token: z.string() });
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
      if (tryLink(draft, file)) return { ok: true, release: () => release(file, mine) };
      const holder = readHolder(file);
      if (holder && isHeld(holder)) return { ok: false, pid: holder.pid, problem: refusal(dataDir, holder) };
      moveAside(file, holder);
    }
  } finally {
    rmSync(draft, { force: true });
  }
};

const refusal = (dataDir: string, { pid }: Holder): string =>
  `${resolve(dataDir)} is in use by another start (process ${pid}): stop that one, or choose another DATA_DIR.`;

const isHeld = ({ pid, startTime }: Holder): boolean => isAlive(pid) && startTimeOf(pid) === startTime;

/** Removes a stale lock, or puts it back if another start was faster. */
const moveAside = (file: string, stale: Holder | null) => {
  const aside = `${file}.stale-${randomBytes(8).toString("hex")}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readHolder(aside)?.token !== stale?.token) tryLink(aside, file);
  rmSync(aside, { force: true });
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
