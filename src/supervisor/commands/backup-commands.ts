import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { backUpEmbedded } from "#database/backup/back-up-embedded.ts";
import { backUpExternal } from "#database/backup/back-up-external.ts";
import { type BackupManifest, readManifest, writeManifest } from "#database/backup/backup-manifest.ts";
import { sumOf } from "#database/backup/count-rows.ts";
import { restoreEmbedded } from "#database/backup/restore-embedded.ts";
import { restoreExternal } from "#database/backup/restore-external.ts";
import { type DatabaseUrls, externalUrls } from "#database/database-urls.ts";
import { lockDataDir } from "#database/embedded/data-dir-lock.ts";
import { hasPostgresData, runningPostgresUrl } from "#database/embedded/embedded-postgres.ts";
import { withOwnerDatabase } from "#database/owner-database.ts";
import { databaseAddresses, waitForDatabase } from "#database/wait-for-database.ts";
import { checkMasterKeys } from "#domain/sealing/check-master-keys.ts";
import { type Env, parseEnv } from "#env.ts";
import { readVersion } from "#server/version.ts";
import { wire } from "#server/wire.ts";
import { type Keys, keysFile, loadKeys, loadSharedKeys } from "#supervisor/keys.ts";
import { readSettings } from "#supervisor/settings.ts";

export const BACKUP_USAGE = `Usage:
  npm run backup [-- --to DIRECTORY]                    writes a new directory; the system may run meanwhile
  npm run restore -- --from DIRECTORY [--replace]       restores into DATA_DIR, or into the empty database of DATABASE_URL;
                                                        --replace moves the database of DATA_DIR aside first
The keys are in no backup: keep keys.json, or MASTER_KEYS, EVENT_KEY and AUTH_SECRET, in another place.`;

const log = console.log;

/** Backs up the embedded or the external database, running or not. */
export const backUp = async ({ to }: { to?: string }): Promise<void> => {
  const env = readSettings();
  const { version } = readVersion(join(import.meta.dirname, "..", "..", ".."));
  const createdAt = new Date().toISOString();
  const directory = resolve(to ?? join("backups", createdAt.slice(0, 19).replaceAll(":", "-")));
  if (existsSync(directory)) throw new Error(`${directory} exists already: name a new directory.`);
  if (env.embeddedDatabase && !hasPostgresData(env.DATA_DIR))
    throw new Error(`${resolve(env.DATA_DIR)} has no database: set DATA_DIR, or DATABASE_URL, as the system has it.`);
  // Gets its name at the end, so that a backup that was killed is never taken for a whole one.
  const unfinished = `${directory}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(dirname(directory), { recursive: true });
  mkdirSync(unfinished, { mode: 0o700 });
  try {
    const urls = externalUrls(env);
    const done = urls
      ? await backUpOwn(env, urls, unfinished)
      : await withOwnerDatabase({ dataDir: env.DATA_DIR, log }, (url) =>
          backUpEmbedded({ url, dataDir: env.DATA_DIR, directory: unfinished, log }),
        );
    writeManifest(unfinished, { kind: urls ? "external" : "embedded", createdAt, version, ...done });
    renameSync(unfinished, directory);
    const tables = Object.keys(done.rows).length;
    log(
      `Wrote ${directory}: ${sumOf(done.rows)} rows of ${tables} tables, ${(done.bytes / 1e6).toFixed(1)} MB, compared with the database.`,
    );
    log(
      urls
        ? "MASTER_KEYS, EVENT_KEY and AUTH_SECRET are not in it: keep them in another place."
        : `The keys are not in it: keep ${keysFile(env.DATA_DIR)} in another place.`,
    );
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
};

const backUpOwn = async (env: Env, { owner }: DatabaseUrls, directory: string) => {
  await waitForDatabase(databaseAddresses(env), { log, waitMs: 0 });
  return backUpExternal({ url: owner, directory, log });
};

/** Restores what `backUp` wrote. The system does not run meanwhile. */
export const restore = async ({ from, isReplacing }: { from: string; isReplacing: boolean }): Promise<void> => {
  const env = readSettings();
  const directory = resolve(from);
  const manifest = readManifest(directory);
  const urls = externalUrls(env);
  if ((manifest.kind === "external") !== (urls !== null))
    throw new Error(
      manifest.kind === "external"
        ? "The backup is of a database of your own: set DATABASE_URL to an empty one."
        : "The backup is of an embedded database: unset DATABASE_URL, and set DATA_DIR.",
    );
  log(`Restoring the backup of ${manifest.createdAt} (Bellhop ${manifest.version}).`);
  if (urls) await restoreOwn(env, urls, { directory, manifest, isReplacing });
  else await restoreIntoDataDir(env, { directory, manifest, isReplacing });
  log(
    `Restored ${sumOf(manifest.rows)} rows, compared with the backup. Next: npm start, which applies later migrations.`,
  );
};

type Given = { directory: string; manifest: BackupManifest; isReplacing: boolean };

const restoreIntoDataDir = async ({ DATA_DIR: dataDir }: Env, given: Given) => {
  const lock = lockDataDir(dataDir);
  if (!lock.ok) throw new Error(lock.problem);
  try {
    if (runningPostgresUrl(dataDir))
      throw new Error(
        `A database still runs in ${resolve(dataDir)} after its start was killed: start and stop it once.`,
      );
    if (!existsSync(keysFile(dataDir)) && !process.env.MASTER_KEYS)
      throw new Error(
        `Put the keys first: ${keysFile(dataDir)} of the installation that was backed up, or MASTER_KEYS.`,
      );
    const keys = loadKeys({ dataDir, source: process.env, hasData: true });
    await restoreEmbedded({ ...given, dataDir, check: (url) => checkKeys(keys, url), log });
  } finally {
    lock.release();
  }
};

const restoreOwn = async (env: Env, urls: DatabaseUrls, { directory, manifest, isReplacing }: Given) => {
  if (isReplacing) throw new Error("--replace is for the embedded database: create an empty database instead.");
  await waitForDatabase(databaseAddresses(env), { log, waitMs: 0 });
  await restoreExternal({ urls, directory, manifest, log });
  await checkKeys(loadSharedKeys({ dataDir: env.DATA_DIR, source: process.env }), urls.engine);
};

/** Names keys that do not belong to the restored rows now, and not at the next start. */
const checkKeys = async (keys: Keys, url: string) => {
  if (!keys.MASTER_KEYS)
    return log("MASTER_KEYS is unset, so the keys were not compared: the next start compares them.");
  const names = { DATABASE_URL: url, DATABASE_ENGINE_URL: url, DATABASE_OWNER_URL: url };
  const parsed = parseEnv({ ...process.env, ...keys, ...names, LOG_LEVEL: "silent" });
  if (!parsed.ok) throw new Error(parsed.problems.join("\n"));
  const { deps, close } = wire(parsed.env, "restore-command");
  try {
    await checkMasterKeys(deps);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("Bad setting")) throw error;
    log("The keys could not be compared, since the backup is of an older version: the next start compares them.");
  } finally {
    await close();
  }
};
