import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DatabaseUrls } from "#database/database-urls.ts";
import { lockDataDir } from "#database/embedded/data-dir-lock.ts";
import {
  databaseUrl,
  hasPostgresData,
  type RunningPostgres,
  startPostgres,
} from "#database/embedded/embedded-postgres.ts";
import { migrateDatabase } from "#database/migrations/migrate-database.ts";
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

const manifestOf = (backup: string) => JSON.parse(readFileSync(join(backup, "backup.json"), "utf8"));

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
    loadKeys({ dataDir, source: {}, hasData: false });
  });
  afterAll(async () => {
    await server.stop();
    release();
    for (const name of ["data", "restored", "other-keys", "tampered"]) removeDirectory(place(name));
  });

  const restoreInto = async (name: string, from = backup, ...more: string[]) => {
    const target = place(name);
    mkdirSync(target, { recursive: true });
    if (!existsSync(join(target, "keys.json")))
      writeFileSync(join(target, "keys.json"), readFileSync(join(dataDir, "keys.json")));
    const result = await runScript("restore", ["--from", from, ...more], { settings: { DATA_DIR: target } });
    return { target, ...result };
  };

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
    const { rows } = manifestOf(backup);
    expect(rows["public.tenant"]).toBe(rows["public.webhook_event"]);
    expect(rows["public.tenant"]).toBeGreaterThanOrEqual(before);
    expect(rows["public.tenant"]).toBeLessThan(written);
    expect(statSync(join(backup, "data.tar.gz")).mode & 0o077).toBe(0);
    expect(existsSync(`${backup}.unfinished`)).toBe(false);
    expect(existsSync(join(dataDir, "postgres", "backup"))).toBe(false);
    expect(await query(server.url, "SELECT slot_name FROM pg_replication_slots")).toEqual([]);
  });

  it("is restored into another data directory, with passwords of its own", async () => {
    const { target, ok, stdout, stderr } = await restoreInto("restored");
    expect(ok, stdout + stderr).toBe(true);

    const restored = await startPostgres({ dataDir: target, isDurable: false });
    const { rows } = manifestOf(backup);
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

  it("is not replaced unless that is asked for, and then kept aside", async () => {
    const refused = await restoreInto("restored");
    expect(refused.ok).toBe(false);
    expect(refused.stderr).toContain("has a database already");
    const { target, ok, stdout } = await restoreInto("restored", backup, "--replace");
    expect(ok).toBe(true);
    const [, aside = ""] = /The database from before is in (\S+): /.exec(stdout) ?? [];
    expect(existsSync(join(aside, "PG_VERSION"))).toBe(true);
    const restored = await startPostgres({ dataDir: target, isDurable: false });
    expect(await query(restored.url, "SELECT id FROM tenant WHERE id = 'later'")).toEqual([]);
    await restored.stop();
  });

  it("is not put into place with other rows than were backed up, and a start is not in the way afterwards", async () => {
    const tampered = place("tampered-backup");
    mkdirSync(tampered);
    writeFileSync(join(tampered, "data.tar.gz"), readFileSync(join(backup, "data.tar.gz")));
    const manifest = manifestOf(backup);
    manifest.rows["public.tenant"] += 1;
    writeFileSync(join(tampered, "backup.json"), JSON.stringify(manifest));
    const { target, ok, stderr } = await restoreInto("tampered", tampered);
    expect(ok).toBe(false);
    expect(stderr).toMatch(/does not hold the rows of the database: public\.tenant \d+ of \d+\.$/m);
    expect(hasPostgresData(target)).toBe(false);
    expect(existsSync(join(target, "postgres", "restoring"))).toBe(false);

    writeFileSync(join(tampered, "data.tar.gz"), "cut off");
    expect((await restoreInto("tampered", tampered)).stderr).toContain("SHA-256 differs");
  });

  it("is not put into place with keys that do not belong to it", async () => {
    await query(server.url, "INSERT INTO key_check (key_id, fingerprint) VALUES ('k1', 'of another key')");
    const marked = place("marked-backup");
    expect((await runScript("backup", ["--to", marked], { settings: { DATA_DIR: dataDir } })).ok).toBe(true);
    const { target, ok, stderr } = await restoreInto("other-keys", marked);
    expect(ok).toBe(false);
    expect(stderr).toContain('Bad setting MASTER_KEYS: "k1" has another value');
    expect(hasPostgresData(target)).toBe(false);
  });

  it("of a newer version than pg_dump is not dumped as an external one", async () => {
    const settings = { DATABASE_URL: server.url, PATH: dirname(process.execPath) };
    const missing = await runScript("backup", ["--to", place("none")], { settings });
    expect(missing.stderr).toMatch(/^pg_dump is not in PATH: install the client programs of PostgreSQL \d+ or newer/);
    expect(existsSync(place("none"))).toBe(false);
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

  it("is dumped by the documented owner, with all its rows", async () => {
    const { ok, stdout, stderr } = await run("backup", ["--to", backup], urls);
    expect(ok, stdout + stderr).toBe(true);
    expect(manifestOf(backup).rows).toMatchObject({ "public.tenant": 2, "public.webhook_event": 2 });
  });

  it("is not dumped by a role that row-level security shows some rows only", async () => {
    const { ok, stderr } = await run("backup", ["--to", place("some")], { ...urls, owner: urls.app });
    expect(ok).toBe(false);
    expect(stderr).toMatch(/^The role bellhop_app may not see all rows \(row-level security of .*tenant/);
    expect(existsSync(place("some.unfinished"))).toBe(false);
  });

  it("is restored for roles with other names, into an empty database only", async () => {
    const refused = await run("restore", ["--from", backup], urls);
    expect(refused.stderr).toContain("has tables already");
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
    await addPair(others.engine, "three");
    expect(await migrateDatabase(others)).toEqual([]);
    expect(await query(others.engine, "SELECT count(*)::int AS n FROM webhook_event")).toEqual([{ n: 3 }]);
  });
});
