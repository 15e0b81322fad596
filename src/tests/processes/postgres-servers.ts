import { execFile } from "node:child_process";
import { chownSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { findPostgresBinaries } from "#database/embedded/postgres-binaries.ts";
import { preparePostgresHome } from "#database/embedded/postgres-home.ts";
import { makeDirectory, removeDirectory } from "../directories.ts";
import { freePort } from "../start-app.ts";

const run = promisify(execFile);

/** Directory of Debian's installed servers, with a directory for each version. */
const INSTALLED = "/usr/lib/postgresql";
const OLDEST = 15;

/** Programs of PostgreSQL; `bin` null = those of the embedded database. */
export type PostgresServer = { name: string; bin: string | null };

const installed = (existsSync(INSTALLED) ? readdirSync(INSTALLED) : [])
  .filter((version) => Number(version) >= OLDEST && existsSync(join(INSTALLED, version, "bin", "initdb")))
  .map((version) => ({ name: `PostgreSQL ${version} of this machine`, bin: join(INSTALLED, version, "bin") }));

/** The embedded server and each installed one; the tests install none. */
export const POSTGRES_SERVERS: PostgresServer[] = [
  { name: `embedded PostgreSQL ${findPostgresBinaries().major}`, bin: null },
  ...installed,
];

type Options = {
  settings?: Record<string, string>;
  /** Lines of pg_hba.conf; SCRAM for all connections by default. */
  access?: string[];
  /** Written beside the cluster, readable for the server only. */
  files?: Record<string, string>;
};

/** Server as an operator finds it, with PostgreSQL's default settings. */
export type StartedServer = {
  /** Address for its superuser. */
  url: string;
  stop: () => Promise<void>;
};

export const startServer = async (server: PostgresServer, options: Options = {}): Promise<StartedServer> => {
  const dataDir = makeDirectory();
  const { home, binaries, user } = preparePostgresHome({ dataDir, binaries: findPostgresBinaries(), log: () => {} });
  const program = (name: string, ...args: string[]) =>
    run(join(server.bin ?? join(binaries, "bin"), name), args, {
      ...user,
      cwd: home,
      env: { NODE_ENV: "test", LC_ALL: "C" },
    });
  const place = (name: string, text: string) => {
    writeFileSync(join(home, name), text, { mode: 0o600 });
    if (user) chownSync(join(home, name), user.uid, user.gid);
  };
  for (const [name, text] of Object.entries({ password: "admin-password\n", ...options.files })) place(name, text);
  const cluster = join(home, "data");
  const access = ["--username=postgres", "--auth=scram-sha-256", "--pwfile=password"];
  await program("initdb", `--pgdata=${cluster}`, "--locale=C", "--encoding=UTF8", "--no-sync", ...access);
  if (options.access) place(join("data", "pg_hba.conf"), `${options.access.join("\n")}\n`);
  const port = await freePort();
  const settings = { listen_addresses: "127.0.0.1", unix_socket_directories: "''", fsync: "off", ...options.settings };
  const switches = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const launch = [`--pgdata=${cluster}`, "--wait", `--log=${join(home, "log")}`];
  await program("pg_ctl", "start", ...launch, `--options=-p ${port} ${switches.join(" ")}`).catch(() => {
    throw new Error(`${server.name} did not start: ${readFileSync(join(home, "log"), "utf8")}`);
  });
  return {
    url: `postgresql://postgres:admin-password@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await program("pg_ctl", "stop", `--pgdata=${cluster}`, "--mode=immediate", "--wait");
      removeDirectory(dataDir);
    },
  };
};
