import { randomBytes } from "node:crypto";
import { chownSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseClient } from "#database/database-client.ts";
import { findPostgresBinaries } from "#database/embedded/postgres-binaries.ts";
import { type PostgresHome, preparePostgresHome } from "#database/embedded/postgres-home.ts";
import type { BackupManifest } from "./backup-manifest.ts";
import { bytesOf, copyCluster, copyWal, refuseFullDisk } from "./copy-cluster.ts";
import { countRowsAt, refuseDifference } from "./count-rows.ts";
import { type MarkedPoint, markPoint } from "./mark-point.ts";
import { packDirectory } from "./pack.ts";
import { runCopy } from "./run-copy.ts";

type BackUp = {
  /** Address of the running server for its superuser. */
  url: string;
  dataDir: string;
  /** Directory of the backup, which exists and is empty. */
  directory: string;
  log: (line: string) => void;
};

export type BackedUp = Pick<BackupManifest, "postgres" | "file" | "bytes" | "sha256" | "rows" | "pgDump">;

/**
 * Copies the files of the running database, lets a second server bring the copy to one moment, compares its rows with those that the
 * database had at that moment, and packs the stopped copy. Throws on a difference. Leaves nothing behind when it fails.
 */
export const backUpEmbedded = async ({ url, dataDir, directory, log }: BackUp): Promise<BackedUp> => {
  const binaries = findPostgresBinaries();
  const home = preparePostgresHome({ dataDir, binaries, log });
  const from = join(home.home, "data");
  const stage = join(home.home, "backup");
  // Left by a backup that was killed.
  rmSync(stage, { recursive: true, force: true });
  const size = bytesOf(from);
  refuseFullDisk(stage, size * 2);
  refuseFullDisk(directory, size);
  mkdirSync(stage, { mode: 0o700 });
  if (home.user) chownSync(stage, home.user.uid, home.user.gid);
  const to = join(stage, "data");
  try {
    const name = `bellhop_${randomBytes(8).toString("hex")}`;
    log(`Copying ${(size / 1e6).toFixed(0)} MB of database files.`);
    const { rows } = await copyRunning({ url, home, from, to, name });
    log("Starting a server on the copy and comparing its rows.");
    const settings = [
      `recovery_target_name=${name}`,
      "recovery_target_action=promote",
      "recovery_target_timeline=current",
      // All that is needed is in the copy already.
      "restore_command=false",
      "hot_standby=off",
    ];
    const found = await runCopy({ home, cluster: to, settings }, countRowsAt);
    refuseDifference(rows, found, "The copy");
    const file = "data.tar.gz";
    return { postgres: binaries.major, file, rows, ...(await packDirectory(stage, "data", join(directory, file))) };
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
};

type CopyRunning = { url: string; home: PostgresHome; from: string; to: string; name: string };

/** Copies the files, then all changes up to a named place behind them. */
const copyRunning = async ({ url, home, from, to, name }: CopyRunning): Promise<MarkedPoint> => {
  const { user } = home;
  const client = new DatabaseClient({ connectionString: url });
  await client.connect();
  try {
    // Keeps the log of changes until the session ends.
    await client.query("SELECT pg_create_physical_replication_slot($1, true, true)", [name]);
    const started = await client.query<{ first: string }>(
      "SELECT pg_walfile_name(pg_backup_start($1, true)) AS first",
      [name],
    );
    await copyCluster({ from, to, user });
    const stopped = await client.query<{ label: string; spaces: string }>(
      "SELECT labelfile AS label, spcmapfile AS spaces FROM pg_backup_stop(false)",
    );
    const place = (file: string, text: string) => {
      writeFileSync(join(to, file), text, { mode: 0o600 });
      if (user) chownSync(join(to, file), user.uid, user.gid);
    };
    place("backup_label", stopped.rows[0]?.label ?? "");
    place("recovery.signal", "");
    const point = await markPoint(url, name);
    await copyWal({ from, to, user }, { first: started.rows[0]?.first ?? "", last: point.segment });
    return point;
  } finally {
    await client.end();
  }
};
