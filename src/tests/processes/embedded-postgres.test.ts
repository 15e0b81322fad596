import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import {
  databaseUrl,
  hasPostgresData,
  type RunningPostgres,
  runningPostgresUrl,
  startPostgres,
} from "#database/embedded/embedded-postgres.ts";
import { findPostgresBinaries, makeLinks } from "#database/embedded/postgres-binaries.ts";
import { removeDirectory } from "../directories.ts";
import { query } from "./query.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const start = async (dataDir: string, log?: (line: string) => void): Promise<RunningPostgres> => {
  const server = await startPostgres({ dataDir, isDurable: false, ...(log && { log }) });
  onTestFinished(server.stop);
  return server;
};

const postmasterFile = (dataDir: string) => join(dataDir, "postgres", "data", "postmaster.pid");

it("a new data directory gets a server for this machine only, and its database", async () => {
  const dataDir = temporaryDirectory();
  const server = await start(dataDir);

  const [settings] = await query(
    server.url,
    `SELECT current_database() AS name, current_setting('listen_addresses') AS addresses,
            current_setting('unix_socket_directories') AS sockets, current_setting('server_encoding') AS encoding,
            current_setting('password_encryption') AS passwords, lower('Ä') AS lower,
            has_database_privilege('public', current_database(), 'TEMPORARY') AS temporary`,
  );

  expect(settings).toEqual({
    name: "bellhop",
    addresses: "127.0.0.1",
    sockets: "",
    encoding: "UTF8",
    passwords: "scram-sha-256",
    lower: "ä",
    temporary: false,
  });
  expect(statSync(join(dataDir, "postgres", "password")).mode & 0o077).toBe(0);
  const wrong = new URL(server.url);
  wrong.password = "wrong";
  await expect(query(wrong.href)).rejects.toThrow("password authentication failed");
});

it.runIf(process.platform === "linux")(
  "a server gets PATH, locale and time zone, and nothing else of ours",
  async () => {
    vi.stubEnv("MASTER_KEYS", "k1:not-for-the-database");
    vi.stubEnv("PGOPTIONS", "-c work_mem=1MB");
    onTestFinished(() => void vi.unstubAllEnvs());
    const dataDir = temporaryDirectory();
    await start(dataDir);

    const [pid] = readFileSync(postmasterFile(dataDir), "utf8").split("\n");
    const entries = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").filter(Boolean);
    const names = entries.map((entry) => entry.split("=", 1)[0] ?? "");

    expect(names).toEqual(expect.arrayContaining(["PATH", "LC_ALL"]));
    // Variables that pg_ctl's shell and PostgreSQL itself add.
    const own = /^(PATH|TZ|LC_\w+|LANG|PWD|OLDPWD|SHLVL|_|PGDATA|PG_GRANDPARENT_PID|PGLOCALEDIR|PGSYSCONFDIR)$/;
    expect(names.filter((name) => !own.test(name))).toEqual([]);
  },
);

it("a stopped server leaves no lock file, and the next start finds the data", async () => {
  const dataDir = temporaryDirectory();
  const first = await start(dataDir);
  await query(first.url, "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (7)");
  await first.stop();
  await first.stop();

  expect(existsSync(postmasterFile(dataDir))).toBe(false);
  expect(runningPostgresUrl(dataDir)).toBeNull();
  expect(hasPostgresData(dataDir)).toBe(true);
  const second = await start(dataDir);
  expect(second.isAdopted).toBe(false);
  expect(await query(second.url, "SELECT * FROM kept")).toEqual([{ id: 7 }]);
});

it("the server of a killed launcher is adopted, and then stops like an own server", async () => {
  const dataDir = temporaryDirectory();
  const program = join(import.meta.dirname, "stand-ins", "postgres.ts");
  const launcher = spawn(process.execPath, [program, dataDir], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const [{ url, port }] = await once(launcher, "message");
  launcher.kill("SIGKILL");
  await once(launcher, "exit");
  expect(runningPostgresUrl(dataDir)).toBe(url);

  const adopted = await start(dataDir);

  expect(adopted).toMatchObject({ isAdopted: true, url, port });
  expect(await query(adopted.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await adopted.stop();
  expect(existsSync(postmasterFile(dataDir))).toBe(false);
});

it("a lock file of a dead server is removed, also when another process has its pid now", async () => {
  const dataDir = temporaryDirectory();
  const first = await start(dataDir);
  const lines = readFileSync(postmasterFile(dataDir), "utf8").split("\n");
  await first.stop();
  writeFileSync(postmasterFile(dataDir), [process.pid, ...lines.slice(1)].join("\n"));

  expect(runningPostgresUrl(dataDir)).toBeNull();
  const second = await start(dataDir);
  expect(second.isAdopted).toBe(false);
});

it("an interrupted initialisation starts again", async () => {
  const dataDir = temporaryDirectory();
  mkdirSync(join(dataDir, "postgres", "data.unfinished"), { recursive: true });
  writeFileSync(join(dataDir, "postgres", "data.unfinished", "PG_VERSION"), "18\n");

  const server = await start(dataDir);

  expect(await query(server.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

it("data of another PostgreSQL version is refused with a line that says what to do", async () => {
  const dataDir = temporaryDirectory();
  mkdirSync(join(dataDir, "postgres", "data"), { recursive: true });
  writeFileSync(join(dataDir, "postgres", "data", "PG_VERSION"), "16\n");

  await expect(start(dataDir)).rejects.toThrow("made by PostgreSQL 16");
});

it.runIf(process.getuid?.() === 0)(
  "root's data directory that only root may enter gets its data elsewhere, and says so",
  async () => {
    const closed = temporaryDirectory();
    chmodSync(closed, 0o700);
    const dataDir = join(closed, "data");
    const lines: string[] = [];
    const link = join(dataDir, "postgres");
    onTestFinished(() => removeDirectory(dataDir));

    const server = await start(dataDir, (line) => lines.push(line));

    expect(await query(server.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(lines).toEqual([expect.stringContaining("/var/lib/bellhop/")]);
    await server.stop();
    expect((await start(dataDir, (line) => lines.push(line))).isAdopted).toBe(false);
    expect(lines).toHaveLength(1);
  },
);

it("a machine without binaries is told to bring its own PostgreSQL", () => {
  expect(() => findPostgresBinaries("sunos", "x64")).toThrow("set DATABASE_URL");
  expect(findPostgresBinaries().major).toBeGreaterThanOrEqual(18);
});

it("missing links between libraries are created once", () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, "native", "lib"), { recursive: true });
  writeFileSync(join(directory, "native", "lib", "libx.so.1.2"), "library");
  const links = [{ source: "native/lib/libx.so.1.2", target: "native/lib/libx.so.1" }];
  writeFileSync(join(directory, "native", "pg-symlinks.json"), JSON.stringify(links));
  makeLinks(directory);
  makeLinks(directory);
  expect(readlinkSync(join(directory, "native", "lib", "libx.so.1"))).toBe("libx.so.1.2");
});

it("the address of another database keeps all other parts", () => {
  expect(databaseUrl("postgresql://a:b@127.0.0.1:1/bellhop?sslmode=disable", "x y")).toBe(
    "postgresql://a:b@127.0.0.1:1/x%20y?sslmode=disable",
  );
});
