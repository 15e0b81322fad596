import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { embeddedUrls } from "#database/database-urls.ts";
import { hasPostgresData, restoringDirectory, USER } from "#database/embedded/embedded-postgres.ts";
import { findPostgresBinaries } from "#database/embedded/postgres-binaries.ts";
import { type PostgresHome, preparePostgresHome } from "#database/embedded/postgres-home.ts";
import { program } from "#database/embedded/postgres-program.ts";
import { type BackupManifest, checkFile } from "./backup-manifest.ts";
import { refuseFullDisk } from "./copy-cluster.ts";
import { countRowsAt, refuseDifference } from "./count-rows.ts";
import { unpackInto } from "./pack.ts";
import { removeCopy, runCopy } from "./run-copy.ts";

/** Unpacked files take up to this many times the bytes of the packed ones. */
const UNPACKED = 8;

type Restore = {
  dataDir: string;
  directory: string;
  manifest: BackupManifest;
  /** Moves an existing database aside. */
  isReplacing: boolean;
  /** Checks more of the restored database, such as its keys, before it goes into place. */
  check: (url: string) => Promise<void>;
  log: (line: string) => void;
};

/**
 * Puts a backup into place as the database of a data directory, after its rows are compared with those that were backed up. The caller
 * holds the lock of the directory. Safe to repeat after a kill. A failure leaves the existing database as it was.
 */
export const restoreEmbedded = async (options: Restore): Promise<void> => {
  const { dataDir, directory, manifest, isReplacing, check, log } = options;
  const binaries = findPostgresBinaries();
  if (manifest.postgres !== binaries.major)
    throw new Error(
      `The backup is of PostgreSQL ${manifest.postgres}, and this is ${binaries.major}: restore it with the version of Bellhop that wrote it (${manifest.version}).`,
    );
  if (hasPostgresData(dataDir) && !isReplacing)
    throw new Error(
      `${resolve(dataDir)} has a database already: set DATA_DIR to another directory, or add --replace, which moves that database aside.`,
    );
  const packed = await checkFile(directory, manifest);
  const home = preparePostgresHome({ dataDir, binaries, log });
  const stage = restoringDirectory(home);
  await removeCopy(home, stage);
  refuseFullDisk(stage, manifest.bytes * UNPACKED);
  mkdirSync(stage, { mode: 0o700 });
  try {
    log("Unpacking.");
    await unpackInto(packed, stage);
    ownAll(stage, home);
    const cluster = join(stage, "data");
    await setPasswords(home, cluster);
    log("Comparing its rows.");
    await runCopy({ home, cluster }, async (url) => {
      refuseDifference(manifest.rows, await countRowsAt(url), "The restored database");
      await check(url);
    });
    // Unpacked files may still be in memory only.
    await program(home, "initdb", ["--sync-only", `--pgdata=${cluster}`]);
    putInPlace(home, cluster, log);
  } finally {
    await removeCopy(home, stage);
  }
};

/** Gives the roles the passwords of this data directory: a backup holds none, and no copy of it opens a running database. */
const setPasswords = async (home: PostgresHome, cluster: string) => {
  const file = join(home.home, "password");
  if (!existsSync(file)) {
    writeFileSync(file, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
    if (home.user) chownSync(file, home.user.uid, home.user.gid);
  }
  const owner = `postgresql://${USER}:${readFileSync(file, "utf8").trim()}@127.0.0.1/bellhop`;
  const statements = Object.values(embeddedUrls(owner)).map((url) => {
    const { username, password } = new URL(url);
    return `ALTER ROLE ${username} PASSWORD '${password}'`;
  });
  const { stderr } = await program(
    home,
    "postgres",
    ["--single", "-D", cluster, "postgres"],
    `${statements.join("\n")}\n`,
  );
  const [problem] = /(?:ERROR|FATAL|PANIC): .*/.exec(stderr) ?? [];
  if (problem) throw new Error(`The passwords of the restored database were not set: ${problem}`);
};

const putInPlace = ({ home }: PostgresHome, cluster: string, log: (line: string) => void) => {
  const place = join(home, "data");
  if (!existsSync(place)) return renameSync(cluster, place);
  const aside = join(home, `data.replaced-${new Date().toISOString().replace(/[:.]/g, "-")}`);
  renameSync(place, aside);
  try {
    renameSync(cluster, place);
  } catch (error) {
    renameSync(aside, place);
    throw error;
  }
  log(`The database from before is in ${aside}: remove it when you need it no more.`);
};

const ownAll = (directory: string, { user }: PostgresHome) => {
  if (!user) return;
  chownSync(directory, user.uid, user.gid);
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true }))
    chownSync(join(entry.parentPath, entry.name), user.uid, user.gid);
};
