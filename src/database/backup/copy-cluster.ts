import { chownSync, copyFileSync, mkdirSync, readdirSync, statfsSync, statSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { PostgresHome } from "#database/embedded/postgres-home.ts";

/** Directories that a server fills anew at its start. Source: PostgreSQL's manual, "Making a Base Backup Using the Low Level API". */
const EMPTIED = [
  "pg_wal",
  "pg_replslot",
  "pg_dynshmem",
  "pg_notify",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
];
const LEFT_OUT =
  /^(postmaster\.(pid|opts)|backup_label.*|tablespace_map.*|(recovery|standby)\.signal|pgsql_tmp.*|pg_internal\.init.*)$/;
const CONTROL_FILE = join("global", "pg_control");
const SEGMENT = /^[0-9A-F]{24}$/;

type Copy = Pick<PostgresHome, "user"> & { from: string; to: string };

/** Copies the files of a running cluster, between `pg_backup_start` and `pg_backup_stop`. Files may grow, shrink or go meanwhile. */
export const copyCluster = async ({ from, to, user }: Copy): Promise<void> => {
  const own = (path: string) => user && chownSync(path, user.uid, user.gid);
  const makeDirectory = (path: string) => {
    mkdirSync(path, { mode: 0o700 });
    own(path);
  };
  const copyOne = async (path: string) => {
    try {
      await copyFile(join(from, path), join(to, path));
      own(join(to, path));
    } catch (error) {
      // A table may have been dropped since its name was read.
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
  };
  const copyDirectory = async (path: string) => {
    makeDirectory(join(to, path));
    if (EMPTIED.includes(path)) return;
    for (const entry of readdirSync(join(from, path), { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (LEFT_OUT.test(entry.name) || inner === CONTROL_FILE) continue;
      if (entry.isDirectory()) await copyDirectory(inner);
      else if (entry.isFile()) await copyOne(inner);
      else throw new Error(`${join(from, inner)} is a link: a database with tablespaces cannot be copied this way.`);
    }
  };
  await copyDirectory("");
  // Last, since it says how far the other files are.
  copyFileSync(join(from, CONTROL_FILE), join(to, CONTROL_FILE));
  own(join(to, CONTROL_FILE));
};

/** Copies the log of changes from the first to the last segment, and the histories of timelines. */
export const copyWal = async ({ from, to, user }: Copy, { first, last }: { first: string; last: string }) => {
  for (const name of readdirSync(join(from, "pg_wal"))) {
    const isNeeded = name.endsWith(".history") || (SEGMENT.test(name) && name >= first && name <= last);
    if (!isNeeded) continue;
    const target = join(to, "pg_wal", name);
    await copyFile(join(from, "pg_wal", name), target);
    if (user) chownSync(target, user.uid, user.gid);
  }
};

export const bytesOf = (directory: string): number =>
  readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce(
      (sum, entry) => sum + (statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );

/** Refuses before the work: a full disk would stop the running database too. */
export const refuseFullDisk = (directory: string, bytes: number): void => {
  const { bavail, bsize } = statfsSync(dirname(directory));
  const free = bavail * bsize;
  if (free >= bytes) return;
  const gb = (number: number) => `${(number / 1e9).toFixed(1)} GB`;
  throw new Error(`${dirname(directory)} has ${gb(free)} free, and this needs up to ${gb(bytes)}: make room first.`);
};
