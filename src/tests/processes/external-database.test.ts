import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { databaseUrl, type RunningPostgres, startPostgres } from "#database/embedded/embedded-postgres.ts";
import { migrateDatabase } from "#database/migrations/migrate-database.ts";
import { makeDirectory, removeDirectory } from "../directories.ts";
import { startTcpProxy } from "../faults/tcp-proxy.ts";
import { SHARED_KEYS } from "../shared-keys.ts";
import { freePort } from "../start-app.ts";
import { until } from "../until.ts";
import { query } from "./query.ts";
import { isReady, startSystem } from "./running-system.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const SOURCES = join(import.meta.dirname, "..", "..");

const dataDir = makeDirectory();
let server: RunningPostgres;
let databases = 0;

beforeAll(async () => {
  server = await startPostgres({ dataDir, isDurable: false });
  await query(server.url, "CREATE ROLE guest LOGIN PASSWORD 'guest'");
});

afterAll(async () => {
  await server.stop();
  removeDirectory(dataDir);
});

/** Creates an empty database and returns its owner's address. */
const newDatabase = async (): Promise<string> => {
  const name = `external_${++databases}`;
  await query(server.url, `CREATE DATABASE ${name}`);
  return databaseUrl(server.url, name);
};

const changed = (url: string, changes: Partial<URL>): string => Object.assign(new URL(url), changes).href;
const asGuest = (url: string) => changed(url, { username: "guest", password: "guest" });

/** Output lines of a refused start. */
const refusal = async (env: Record<string, string>): Promise<string[]> => {
  const system = await startSystem({ env: { ...SHARED_KEYS, ...env } });
  expect(await system.exitCode).toBe(1);
  expect(system.notes("start")).toEqual([]);
  return system.output().trim().split("\n");
};

describe("a database that is not reachable yet", () => {
  const startBehindProxy = async () => {
    const url = await newDatabase();
    const proxy = await startTcpProxy({ host: "127.0.0.1", port: server.port });
    onTestFinished(proxy.close);
    await proxy.set("refusing");
    const DATABASE_URL = changed(url, { port: String(proxy.port) });
    const system = await startSystem({ env: { ...SHARED_KEYS, DATABASE_URL } });
    await until("it says that it waits", () => system.output().includes("waiting for it"));
    return { system, proxy };
  };

  it("makes the start wait, say so and continue", async () => {
    const { system, proxy } = await startBehindProxy();
    expect(system.output()).toMatch(
      /^DATABASE_URL: no database answers at 127\.0\.0\.1:\d+ \(ECONNREFUSED\): waiting for it, 0 s of 60 s\.$/m,
    );
    await proxy.set("open");
    await isReady(system);
    expect(system.output()).toContain("The database answers.");
  });

  it("does not delay a stop", async () => {
    const { system } = await startBehindProxy();
    system.process.kill("SIGTERM");
    expect(await system.exitCode).toBe(0);
    expect(system.notes("start")).toEqual([]);
  });
});

describe("one line says what is wrong with an address", () => {
  const cases: { what: string; address: (url: string) => string; line: RegExp }[] = [
    {
      what: "a wrong password",
      address: (url) => changed(url, { username: "guest", password: "wrong" }),
      line: /^DATABASE_URL: 127\.0\.0\.1:\d+ refuses the password of the role guest, or has no such role\.$/,
    },
    {
      what: "no such database",
      address: (url) => databaseUrl(url, "nowhere"),
      line: /^DATABASE_URL: 127\.0\.0\.1:\d+ has no database nowhere: create it/,
    },
    {
      what: "a role that owns nothing",
      address: asGuest,
      line: /^DATABASE_URL: the role guest may not migrate .*permission denied for schema public.*DATABASE_OWNER_URL/,
    },
  ];

  it.each(cases)("$what", async ({ address, line }) => {
    expect(await refusal({ DATABASE_URL: address(await newDatabase()) })).toEqual([expect.stringMatching(line)]);
  });

  it("a server without TLS, which the address asks for", async () => {
    const DATABASE_URL = changed(await newDatabase(), { search: "?sslmode=verify-full" });
    expect(await refusal({ DATABASE_URL })).toEqual([expect.stringMatching(/offers no TLS: .* take sslmode out/)]);
  });

  it("tables that belong to another role", async () => {
    const url = await newDatabase();
    await migrateDatabase({ owner: url, app: url, engine: url });
    await query(url, "GRANT CREATE ON SCHEMA public TO guest");
    expect(await refusal({ DATABASE_URL: asGuest(url) })).toEqual([
      expect.stringMatching(/the role guest may not migrate .*permission denied for table _prisma_migrations/),
    ]);
  });
});

describe("keys that all processes share", () => {
  it("are not generated, and one line names all that are missing", async () => {
    const system = await startSystem({ env: { DATABASE_URL: server.url } });
    expect(await system.exitCode).toBe(1);
    expect(system.output().trim()).toMatch(
      /^Bad setting EVENT_KEY \(or EVENT_KEYS\), AUTH_SECRET, MASTER_KEYS: required with DATABASE_URL[^\n]*$/,
    );
    expect(existsSync(join(system.dataDir, "keys.json"))).toBe(false);
  });

  it("may be EVENT_KEYS instead of EVENT_KEY", async () => {
    const env = { ...SHARED_KEYS, EVENT_KEY: "", EVENT_KEYS: "evk_old,evk_new", DATABASE_URL: await newDatabase() };
    const system = await startSystem({ env });
    await isReady(system);
    expect(existsSync(join(system.dataDir, "keys.json"))).toBe(false);
  });

  it("are read from DATA_DIR of an earlier start, with a warning", async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, "keys.json"), JSON.stringify(SHARED_KEYS));
    const env = { MASTER_KEYS: SHARED_KEYS.MASTER_KEYS, DATABASE_URL: await newDatabase() };
    const system = await startSystem({ dataDir: directory, env });
    await isReady(system);
    expect(system.output()).toMatch(/^Using EVENT_KEY, AUTH_SECRET from \S+keys\.json\. With DATABASE_URL set them/m);
  });
});

describe.each(["web", "worker"])("a %s process that is started alone", (name) => {
  const start = (env: Record<string, string>) =>
    startSystem({ command: [process.execPath, join(SOURCES, name, "main.ts")], env: { ...SHARED_KEYS, ...env } });

  const refused = async (env: Record<string, string>): Promise<string> => {
    const system = await start(env);
    expect(await system.exitCode).toBe(1);
    return system.output().trim();
  };

  it("refuses a database that lacks migrations, with one line", async () => {
    const DATABASE_URL = await newDatabase();
    const all =
      /^The database lacks (\d+) of \1 migrations \(20261123000000_init is the first\): run npm run db:migrate first\.$/;
    expect(await refused({ DATABASE_URL })).toMatch(all);
  });

  it("refuses master keys that are not those of the database, with one line", async () => {
    const url = await newDatabase();
    await migrateDatabase({ owner: url, app: url, engine: url });
    await query(url, "INSERT INTO key_check (key_id, fingerprint) VALUES ('k1', 'of another key')");
    expect(await refused({ DATABASE_URL: url })).toMatch(/^Bad setting MASTER_KEYS: "k1" has another value[^\n]*$/);
  });

  it("refuses missing keys, and a start without a database, with one line", async () => {
    const withoutKeys = await refused({ DATABASE_URL: server.url, EVENT_KEY: "", AUTH_SECRET: "" });
    expect(withoutKeys).toMatch(/^Bad setting EVENT_KEY \(or EVENT_KEYS\), AUTH_SECRET: required[^\n]*$/);
    expect(await refused({})).toMatch(/^Bad setting DATABASE_URL: required[^\n]*$/);
  });
});

describe("npm start -- --only", () => {
  const START = join(SOURCES, "..", "scripts", "start.ts");
  const startPart = (args: string[], env: Record<string, string>) =>
    startSystem({ command: [process.execPath, START, ...args], env: { ...SHARED_KEYS, ...env } });

  it.each(["web", "worker", "migrate"])("%s is not possible with the embedded database, and says so", async (part) => {
    const system = await startPart(["--only", part], {});
    expect(await system.exitCode).toBe(1);
    expect(system.output().trim()).toMatch(
      new RegExp(`^npm start -- --only ${part} needs a database of your own: set DATABASE_URL\\.[^\n]*$`),
    );
    expect(existsSync(system.dataDir)).toBe(false);
  });

  it.each([[["--only", "all"]], [["--only", "web", "--dev"]], [["--onyl", "web"]]])(
    "with %j prints the usage",
    async (args) => {
      const system = await startPart(args, { DATABASE_URL: server.url });
      expect(await system.exitCode).toBe(1);
      expect(system.output()).toMatch(/^Usage:\n {2}npm start /);
    },
  );

  it("migrate that is interrupted before it has migrated is no success", async () => {
    const DATABASE_URL = changed(server.url, { port: String(await freePort()) });
    const system = await startPart(["--only", "migrate"], { DATABASE_URL });
    await until("it waits", () => system.output().includes("waiting for it"));
    system.process.kill("SIGTERM");
    expect(await system.exitCode).toBe(1);
  });

  it("worker answers its probes while the database is not there yet, and stops in order", async () => {
    const owner = await newDatabase();
    await migrateDatabase({ owner, app: owner, engine: owner });
    const proxy = await startTcpProxy({ host: "127.0.0.1", port: server.port });
    onTestFinished(proxy.close);
    await proxy.set("refusing");
    const port = await freePort();
    const settings = { DATABASE_URL: changed(owner, { port: String(proxy.port) }), WORKER_PORT: String(port) };
    const system = await startPart(["--only", "worker"], { ...settings, LOG_LEVEL: "warn" });
    const statusOf = (path: string) =>
      fetch(`http://127.0.0.1:${port}${path}`).then(
        ({ status }) => status,
        () => null,
      );
    await until("it lives", async () => (await statusOf("/livez")) === 200);
    expect(await statusOf("/readyz")).toBe(503);
    await proxy.set("open");
    await until("it is ready", async () => (await statusOf("/readyz")) === 200);
    expect(await statusOf("/livez")).toBe(200);
    system.process.kill("SIGTERM");
    expect(await system.exitCode).toBe(0);
    expect(system.output()).toContain("Bellhop is ready (worker).");
  });
});

it("a worker that is started alone works as the engine's role, and stops in order", async () => {
  const owner = databaseUrl(server.url, "external_alone");
  await query(server.url, "CREATE DATABASE external_alone");
  const urls = { owner, app: asGuest(owner), engine: changed(server.urls.engine, { pathname: "/external_alone" }) };
  await migrateDatabase(urls);
  const system = await startSystem({
    command: [process.execPath, join(SOURCES, "worker", "main.ts")],
    env: { ...SHARED_KEYS, DATABASE_URL: urls.app, DATABASE_ENGINE_URL: urls.engine, LOG_LEVEL: "warn" },
  });
  await until("its heart beats", async () => {
    if (system.process.exitCode !== null) throw new Error(system.output());
    return (await query(owner, "SELECT FROM worker_heartbeat WHERE role = 'worker'")).length > 0;
  });
  system.process.kill("SIGTERM");
  expect(await system.exitCode).toBe(0);
});
