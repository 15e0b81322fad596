import { randomBytes } from "node:crypto";
import { chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseClient } from "#database/database-client.ts";
import { findPostgresBinaries } from "#database/embedded/postgres-binaries.ts";
import { type PostgresHome, preparePostgresHome } from "#database/embedded/postgres-home.ts";
import { ADVISORY_LOCKS } from "#domain/advisory-locks.values.ts";
import type { BackupManifest } from "./backup-manifest.ts";
import { bytesOf, copyCluster, copyWal, refuseFullDisk } from "./copy-cluster.ts";
import { countRowsAt, refuseDifference } from "./count-rows.ts";
import { type MarkedPoint, markPoint } from "./mark-point.ts";
import { packDirectory } from "./pack.ts";
import { removeCopy, runCopy } from "./run-copy.ts";

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
export const backUpEmbedded = async (options: BackUp): Promise<BackedUp> => {
  const client = new DatabaseClient({ connectionString: options.url });
  await client.connect();
  try {
    await refuseOther(client);
    return await backUpAlone(client, options);
  } finally {
    await client.end();
  }
};

const backUpAlone = async (client: DatabaseClient, { url, dataDir, directory, log }: BackUp): Promise<BackedUp> => {
  const binaries = findPostgresBinaries();
  const home = preparePostgresHome({ dataDir, binaries, log });
  const from = join(home.home, "data");
  const stage = join(home.home, "backup");
  const to = join(stage, "data");
  await removeCopy(home, stage);
  const size = bytesOf(from);
  refuseFullDisk(stage, size * 2);
  refuseFullDisk(directory, size);
  mkdirSync(stage, { mode: 0o700 });
  try {
    if (home.user) chownSync(stage, home.user.uid, home.user.gid);
    const name = `bellhop_${randomBytes(8).toString("hex")}`;
    log(`Copying ${(size / 1e6).toFixed(0)} MB of database files.`);
    const { rows } = await copyRunning({ client, url, home, from, to, name });
    log("Starting a server on the copy and comparing its rows.");
    const found = await runCopy({ home, cluster: to, settings: recoverTo(name) }, countRowsAt);
    refuseDifference(rows, found, "The copy");
    const file = "data.tar.gz";
    return { postgres: binaries.major, file, rows, ...(await packDirectory(stage, "data", join(directory, file))) };
  } finally {
    await removeCopy(home, stage);
  }
};

/** Settings of a server that makes the changes up to the named place, all of which are in the copy, and then ends the recovery. */
const recoverTo = (name: string): string[] => [
  `recovery_target_name=${name}`,
  "recovery_target_action=promote",
  "recovery_target_timeline=current",
  "restore_command=false",
  "hot_standby=off",
];

const LOCK_KEY = ADVISORY_LOCKS.backup;

/** Two backups at once would use one directory. */
const refuseOther = async (client: DatabaseClient) => {
  const { rows } = await client.query<{ isFree: boolean }>('SELECT pg_try_advisory_lock($1) AS "isFree"', [LOCK_KEY]);
  if (!rows[0]?.isFree) throw new Error("Another backup of this database is being made: wait for its end.");
};

type CopyRunning = { client: DatabaseClient; url: string; home: PostgresHome; from: string; to: string; name: string };

/** Copies the files, then all changes up to a named place behind them. */
const copyRunning = async ({ client, url, home, from, to, name }: CopyRunning): Promise<MarkedPoint> => {
  const { user } = home;
  // Keeps the log of changes; the server forgets it with the session.
  await client.query("SELECT pg_create_physical_replication_slot($1, true, true)", [name]);
  const started = await client.query<{ first: string }>("SELECT pg_walfile_name(pg_backup_start($1, true)) AS first", [
    name,
  ]);
  await copyCluster({ from, to, user });
  const stopped = await client.query<{ label: string }>("SELECT labelfile AS label FROM pg_backup_stop(false)");
  const place = (file: string, text: string) => {
    writeFileSync(join(to, file), text, { mode: 0o600 });
    if (user) chownSync(join(to, file), user.uid, user.gid);
  };
  place("backup_label", stopped.rows[0]?.label ?? "");
  place("recovery.signal", "");
  const point = await markPoint(url, name);
  await copyWal({ from, to, user }, { first: started.rows[0]?.first ?? "", last: point.segment });
  await client.query("SELECT pg_drop_replication_slot($1)", [name]);
  return point;
};
