import { readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "#database/embedded/process-identity.ts";

export type Postmaster = { pid: number; port: number; isReady: boolean };

/** Returns null when no such server lives. Line numbers: PostgreSQL's src/include/utils/pidfile.h. */
export const readPostmaster = (cluster: string): Postmaster | null => {
  const lines = readLines(join(cluster, "postmaster.pid"));
  const pid = Number(lines?.[0]);
  if (!lines || !Number.isInteger(pid) || pid <= 0 || !isAlive(pid) || !runsIn(pid, cluster)) return null;
  return { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === "ready" };
};

/** Removes a dead server's lock file, which blocks a start if its pid was reused. */
export const removeStalePostmaster = (cluster: string): void => {
  if (!readPostmaster(cluster)) rmSync(join(cluster, "postmaster.pid"), { force: true });
};

const readLines = (file: string): string[] | null => {
  try {
    return readFileSync(file, "utf8").split("\n");
  } catch {
    return null;
  }
};

/** Detects a reused pid: the server's working directory is its cluster. */
const runsIn = (pid: number, cluster: string): boolean => {
  if (process.platform !== "linux") return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
  } catch {
    return false;
  }
};
