import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { showProgress } from "./show-progress.mjs";

const PAUSE_MS = 200;

/**
 * Waits while another living process holds the file, and takes it. The file of a process that was killed is replaced. Has built-ins
 * only, unlike the lock of DATA_DIR, since nothing is installed yet.
 * @param {string} file
 * @returns {Promise<() => void>} releases the file
 */
export const takeTurn = async (file) => {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, identityOf(process.pid) ?? "");
  /** @type {((isDone?: boolean) => void) | null} */
  let endWait = null;
  try {
    // Links a finished file, so that no reader sees half of it.
    while (!tryLink(draft, file)) {
      const holder = readHolder(file);
      if (isHeld(holder)) {
        endWait ??= showProgress("Waiting for the installation of another start");
        await pause(PAUSE_MS);
      } else moveAside(file, holder);
    }
  } finally {
    endWait?.(false);
    rmSync(draft, { force: true });
  }
  return () => rmSync(file, { force: true });
};

/** @param {string | null} holder */
const isHeld = (holder) => holder !== null && identityOf(Number.parseInt(holder, 10)) === holder;

/**
 * Removes a stale file, or puts it back if another start was faster.
 * @param {string} file
 * @param {string | null} stale
 */
const moveAside = (file, stale) => {
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readHolder(aside) !== stale) tryLink(aside, file);
  rmSync(aside, { force: true });
};

/**
 * Names a living process by pid and start time, since pids are used again. Null for a process that has ended.
 * @param {number} pid
 */
const identityOf = (pid) => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!hasCode(error, "EPERM")) return null;
  }
  try {
    // Starts at field 3: field 2, the program name, may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields[0] === "Z" ? null : `${pid} ${fields[19]}`;
  } catch {
    return String(pid);
  }
};

/** @param {string} file */
const readHolder = (file) => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
};

/**
 * @param {string} from
 * @param {string} to
 */
const tryLink = (from, to) => {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
};

/**
 * @param {unknown} error
 * @param {string} code
 */
const hasCode = (error, code) => error instanceof Error && "code" in error && error.code === code;
