import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { DatabaseClient } from "#database/database-client.ts";
import type { DatabaseUrls } from "#database/database-urls.ts";
import { restartFollowers } from "#database/migrations/restart-followers.ts";
import { separateTenants } from "#database/row-level-security/separate-tenants.ts";
import { type BackupManifest, checkFile } from "./backup-manifest.ts";
import { countRowsAt, listTables, refuseDifference } from "./count-rows.ts";
import { connectionEnv, requireProgram, run } from "./postgres-client-program.ts";

type Restore = {
  urls: DatabaseUrls;
  directory: string;
  manifest: BackupManifest;
  log: (line: string) => void;
};

/**
 * Restores a dump into an empty database in one transaction, compares its rows with those that were dumped, lets followers begin again
 * where the server is another one, and gives the roles of the addresses their rights. A failure before the comparison leaves the database empty.
 */
export const restoreExternal = async ({ urls, directory, manifest, log }: Restore): Promise<void> => {
  const { pgDump = manifest.postgres } = manifest;
  const needs = { atLeast: pgDump, why: `the pg_dump ${pgDump} that wrote the backup` };
  await requireProgram("pg_restore", needs);
  await refuseFull(urls.owner);
  const dump = await checkFile(directory, manifest);
  const place = mkdtempSync(join(tmpdir(), "bellhop-restore-"));
  try {
    const list = join(place, "list");
    writeFileSync(list, withoutRoles(await contentsOf(dump)));
    log("Restoring the dump.");
    const options = ["--exit-on-error", "--single-transaction", "--no-owner", `--use-list=${list}`];
    const env = connectionEnv(urls.owner);
    await run("pg_restore", [...options, `--dbname=${env.PGDATABASE}`, dump], env);
  } finally {
    rmSync(place, { recursive: true });
  }
  log("Comparing its rows.");
  refuseDifference(manifest.rows, await countRowsAt(urls.owner), "The restored database");
  await restartFollowers(urls.owner);
  await separateTenants(urls);
};

const refuseFull = async (url: string) => {
  const client = new DatabaseClient({ connectionString: url });
  await client.connect();
  try {
    const [table] = await listTables(client);
    if (table)
      throw new Error(
        `The database ${client.database} has tables already (${table.schema}.${table.name}): create an empty database, and set the addresses to that one.`,
      );
  } finally {
    await client.end();
  }
};

const contentsOf = async (dump: string): Promise<string> => {
  let list = "";
  await run("pg_restore", ["--list", dump], {}, async (stdout) => {
    list = await text(stdout);
  });
  return list;
};

/**
 * Leaves out rights and policies, which name the roles of the old server: the new roles get theirs afterwards. Rights on the sequence of
 * events stay, since they are for every role and come from a migration.
 */
const withoutRoles = (list: string): string =>
  list
    .split("\n")
    .filter((line) => !/^\d+; \d+ \d+ (POLICY|ROW SECURITY|DEFAULT ACL|ACL) /.test(line) || IS_FOR_ALL.test(line))
    .join("\n");

const IS_FOR_ALL = / ACL public SEQUENCE /;
