import { existsSync, mkdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backUpEmbedded } from "#database/backup/back-up-embedded.ts";
import { backUpExternal } from "#database/backup/back-up-external.ts";
import { readManifest } from "#database/backup/backup-manifest.ts";
import { restoreEmbedded } from "#database/backup/restore-embedded.ts";
import { restoreExternal } from "#database/backup/restore-external.ts";
import type { DatabaseUrls } from "#database/database-urls.ts";
import { lockDataDir } from "#database/embedded/data-dir-lock.ts";
import {
  databaseUrl,
  hasPostgresData,
  type RunningPostgres,
  startPostgres,
} from "#database/embedded/embedded-postgres.ts";
import { migrateDatabase } from "#database/migrations/migrate-database.ts";
import { checkMasterKeys } from "#domain/sealing/check-master-keys.ts";
import { parseEnv } from "#env.ts";
import { wire } from "#server/wire.ts";
import { loadKeys } from "#supervisor/keys.ts";
import { makeDirectory, removeDirectory } from "../directories.ts";
import { runScript } from "../run-script.ts";
import { until } from "../until.ts";
import { asRole, makeDocumentedRoles } from "./documented-roles.ts";
import { POSTGRES_SERVERS, startServer } from "./postgres-servers.ts";
import { query } from "./query.ts";

const directory = makeDirectory();
const place = (name: string) => join(directory, name);
afterAll(() => removeDirectory(directory));

/** Adds a tenant and its event in one transaction, so that a copy of one moment has as many of both. */
const addPair = (url: string, id: string) =>
  query(
    url,
    `WITH made AS (INSERT INTO tenant (id, name) VALUES ('${id}', '${id}') RETURNING id)
     INSERT INTO webhook_event (id, tenant_id, event, occurred_at) SELECT 'evt_' || id, id, 'e', now() FROM made`,
  );

describe("the embedded database", () => {
  const dataDir = place("data");
  const backup = place("backup");
  let server: RunningPostgres;
  let release = () => {};

  beforeAll(async () => {
    server = await startPostgres({ dataDir, isDurable: false });
    await migrateDatabase(server.urls);
    const lock = lockDataDir(dataDir);
    if (lock.ok) release = lock.release;
    const { MASTER_KEYS } = loadKeys({ dataDir, source: {}, hasData: false });
    // Marks the database with its key, as a start does.
    const parsed = parseEnv({ DATABASE_URL: server.urls.engine, MASTER_KEYS, LOG_LEVEL: "silent" });
    if (!parsed.ok) expect.fail(parsed.problems.join());
    const { deps, close } = wire(parsed.env, "wrk_backup");
    await checkMasterKeys(deps).finally(close);
  });
  afterAll(async () => {
    await server.stop();
    release();
    for (const name of ["data", "restored", "other-keys", "tampered"]) removeDirectory(place(name));
  });

  it("is copied while it is written to, as of one moment", async () => {
    await addPair(server.url, "first");
    let isWriting = true;
    let written = 1;
    const writing = (async () => {
      for (let n = 0; isWriting; n += 1) {
        await addPair(server.url, `t${n}`);
        written += 1;
      }
    })();
    await until("some are written", () => written > 5);
    const before = written;
    const { ok, stdout, stderr } = await runScript("backup", ["--to", backup], { settings: { DATA_DIR: dataDir } });
    isWriting = false;
    await writing;

    expect(ok, stdout + stderr).toBe(true);
    expect(stdout).toContain("compared with the database");
    expect(stdout).toContain("The keys are not in it");
    const { rows } = readManifest(backup);
    expect(rows["public.tenant"]).toBe(rows["public.webhook_event"]);
    expect(rows["public.tenant"]).toBeGreaterThanOrEqual(before);
    expect(rows["public.tenant"]).toBeLessThan(written);
    expect(statSync(join(backup, "data.tar.gz")).mode & 0o077).toBe(0);
    expect(existsSync(`${backup}.unfinished`)).toBe(false);
    expect(existsSync(join(dataDir, "postgres", "backup"))).toBe(false);
    expect(await query(server.url, "SELECT slot_name FROM pg_replication_slots")).toEqual([]);
  });

  it("is backed up by one command at a time, and a second one leaves the copy of the first alone", async () => {
    const stage = join(dataDir, "postgres", "backup");
    mkdirSync(stage);
    const first = new Client({ connectionString: server.url });
    await first.connect();
    await first.query("SELECT pg_advisory_lock(7280003)");
    const second = backUpEmbedded({ url: server.url, dataDir, directory: place("second"), log: () => {} });
    await expect(second).rejects.toThrow("Another backup of this database is being made");
    expect(existsSync(stage)).toBe(true);
    await first.end();
    rmdirSync(stage);
  });

  it("is restored into another data directory, with passwords of its own", async () => {
    const target = place("restored");
    mkdirSync(target);
    writeFileSync(join(target, "keys.json"), readFileSync(join(dataDir, "keys.json")));
    const settings = { DATA_DIR: target };
    const { ok, stdout, stderr } = await runScript("restore", ["--from", backup], { settings });
    expect(ok, stdout + stderr).toBe(true);

    const restored = await startPostgres({ dataDir: target, isDurable: false });
    const { rows } = readManifest(backup);
    const count =
      "SELECT (SELECT count(*)::int FROM tenant) AS tenants, (SELECT count(*)::int FROM webhook_event) AS events";
    expect(await query(restored.url, count)).toEqual([
      { tenants: rows["public.tenant"], events: rows["public.webhook_event"] },
    ]);
    const { app, engine } = restored.urls;
    expect(await query(app, "SET app.tenant_id = 'first'", "SELECT id FROM tenant")).toEqual([{ id: "first" }]);
    await addPair(engine, "later");
    await restored.stop();
    expect(readFileSync(join(target, "postgres", "password"), "utf8")).not.toBe(
      readFileSync(join(dataDir, "postgres", "password"), "utf8"),
    );
  });

  /** Restores in this process, which skips the check of keys. */
  const restoreHere = (name: string, changes: Partial<Parameters<typeof restoreEmbedded>[0]> = {}) =>
    restoreEmbedded({
      dataDir: place(name),
      directory: backup,
      manifest: readManifest(backup),
      isReplacing: false,
      check: async () => {},
      log: () => {},
      ...changes,
    });

  it("is not replaced unless that is asked for, and then kept aside", async () => {
    await expect(restoreHere("restored")).rejects.toThrow("has a database already");
    const lines: string[] = [];
    await restoreHere("restored", { isReplacing: true, log: (line) => lines.push(line) });
    const [, aside = ""] = /The database from before is in (\S+): /.exec(lines.join("\n")) ?? [];
    expect(existsSync(join(aside, "PG_VERSION"))).toBe(true);
    const restored = await startPostgres({ dataDir: place("restored"), isDurable: false });
    expect(await query(restored.url, "SELECT id FROM tenant WHERE id = 'later'")).toEqual([]);
    await restored.stop();
  });

  it("is not put into place with other rows than were backed up, and a start is not in the way afterwards", async () => {
    const manifest = readManifest(backup);
    const rows = { ...manifest.rows, "public.tenant": (manifest.rows["public.tenant"] ?? 0) + 1 };
    await expect(restoreHere("tampered", { manifest: { ...manifest, rows } })).rejects.toThrow(
      /does not hold the rows of the database: public\.tenant \d+ of \d+\.$/,
    );
    const cutOff = { ...manifest, sha256: "0" };
    await expect(restoreHere("tampered", { manifest: cutOff })).rejects.toThrow("SHA-256 differs");
    expect(hasPostgresData(place("tampered"))).toBe(false);
    expect(existsSync(join(place("tampered"), "postgres", "restoring"))).toBe(false);
  });

  it("is not put into place with keys that do not belong to it", async () => {
    const otherKeys = { DATA_DIR: place("other-keys"), MASTER_KEYS: `k1:${Buffer.alloc(32, 3).toString("base64")}` };
    const { ok, stderr } = await runScript("restore", ["--from", backup], { settings: otherKeys });
    expect(ok).toBe(false);
    expect(stderr).toContain('Bad setting MASTER_KEYS: "k1" has another value');
    expect(hasPostgresData(otherKeys.DATA_DIR)).toBe(false);
  });
});

const [installed] = POSTGRES_SERVERS.filter(({ bin }) => bin !== null);

describe.runIf(installed)("a database of one's own", () => {
  const backup = place("external-backup");
  let admin: string;
  let urls: DatabaseUrls;
  let stop = async () => {};

  beforeAll(async () => {
    const started = await startServer(installed ?? { name: "", bin: null });
    ({ stop } = started);
    admin = started.url;
    urls = await makeDocumentedRoles(started.url);
    await migrateDatabase(urls);
    await addPair(urls.engine, "one");
    await addPair(urls.engine, "two");
  });
  afterAll(() => stop());

  const run = (name: string, args: string[], { owner, app, engine }: DatabaseUrls) =>
    runScript(name, args, {
      settings: {
        PATH: `${installed?.bin}:${process.env.PATH}`,
        DATABASE_URL: app,
        DATABASE_OWNER_URL: owner,
        DATABASE_ENGINE_URL: engine,
      },
    });

  it("is dumped by the documented owner, with all its rows, whatever its time limits", async () => {
    await query(admin, "ALTER ROLE bellhop_owner SET idle_in_transaction_session_timeout = '1ms'");
    // As written on another server: the numbers of transactions mean nothing here.
    await query(urls.owner, "UPDATE follower_place SET cluster = '1', xid = '9000000000'");
    const { ok, stdout, stderr } = await run("backup", ["--to", backup], urls);
    expect(ok, stdout + stderr).toBe(true);
    await query(admin, "ALTER ROLE bellhop_owner RESET idle_in_transaction_session_timeout");
    expect(readManifest(backup).rows).toMatchObject({ "public.tenant": 2, "public.webhook_event": 2 });
  });

  it("is not dumped by a role that row-level security shows some rows only", async () => {
    const options = { url: urls.app, directory: place("some"), log: () => {} };
    await expect(backUpExternal(options)).rejects.toThrow(
      /^The role bellhop_app may not see all rows \(row-level security of .*tenant/,
    );
  });

  it("is restored for roles with other names, into an empty database only", async () => {
    const full = { urls, directory: backup, manifest: readManifest(backup), log: () => {} };
    await expect(restoreExternal(full)).rejects.toThrow("has tables already");
    await query(
      admin,
      ...["other_owner", "other_app", "other_engine"].map((role) => `CREATE ROLE ${role} LOGIN PASSWORD 'x'`),
      "CREATE DATABASE other OWNER other_owner",
      "REVOKE ALL ON DATABASE other FROM PUBLIC",
      "GRANT CONNECT ON DATABASE other TO other_app, other_engine",
    );
    const other = (role: string) => databaseUrl(asRole(admin, role, "x"), "other");
    const others = { owner: other("other_owner"), app: other("other_app"), engine: other("other_engine") };
    const { ok, stdout, stderr } = await run("restore", ["--from", backup], others);
    expect(ok, stdout + stderr).toBe(true);
    expect(await query(others.app, "SET app.tenant_id = 'one'", "SELECT id FROM webhook_event")).toEqual([
      { id: "evt_one" },
    ]);
    expect(await query(others.owner, "SELECT FROM follower_place WHERE cluster = '1' OR xid = '9000000000'")).toEqual(
      [],
    );
    await addPair(others.engine, "three");
    expect(await migrateDatabase(others)).toEqual([]);
    expect(await query(others.engine, "SELECT count(*)::int AS n FROM webhook_event")).toEqual([{ n: 3 }]);
  });
});
