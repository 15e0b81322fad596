import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { DatabaseClient } from "#database/database-client.ts";

type Program = "pg_dump" | "pg_restore";

/** Finds the program in PATH and returns its major version. Throws with a line that says what to install. */
export const requireProgram = async (
  name: Program,
  { atLeast, why }: { atLeast: number; why: string },
): Promise<number> => {
  const install = `install the client programs of PostgreSQL ${atLeast} or newer (Debian and Ubuntu: postgresql-client-${atLeast})`;
  const chunks: Buffer[] = [];
  await run(name, ["--version"], {}, async (stdout) => {
    for await (const chunk of stdout) chunks.push(chunk);
  }).catch((error: Error) => {
    throw "code" in error && error.code === "ENOENT" ? new Error(`${name} is not in PATH: ${install}.`) : error;
  });
  const text = Buffer.concat(chunks).toString().trim();
  const major = Number(/\(PostgreSQL\) (\d+)/.exec(text)?.[1]);
  if (major >= atLeast) return major;
  throw new Error(`${text || name} is older than ${why}: ${install}.`);
};

/** Names the server and the password in the environment, which other users of the machine cannot read. */
export const connectionEnv = (url: string): Record<string, string> => {
  const { host, port, user, database, password } = new DatabaseClient({ connectionString: url });
  const given = new URL(url).searchParams;
  const sslmode = given.get("sslmode");
  const files = { PGSSLROOTCERT: "sslrootcert", PGSSLCERT: "sslcert", PGSSLKEY: "sslkey" };
  return {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user ?? "",
    PGDATABASE: database ?? "",
    PGPASSWORD: typeof password === "string" ? password : "",
    ...(sslmode ? { PGSSLMODE: SSL_MODES.get(sslmode) ?? sslmode } : {}),
    ...Object.fromEntries(
      Object.entries(files).flatMap(([variable, name]) => (given.has(name) ? [[variable, given.get(name) ?? ""]] : [])),
    ),
  };
};

/** Modes that pg treats as stricter, and its own name for TLS without a check. */
const SSL_MODES = new Map([
  ["require", "verify-full"],
  ["prefer", "verify-full"],
  ["verify-ca", "verify-full"],
  ["no-verify", "require"],
]);

/** Runs a program of PostgreSQL with these variables besides our own. Throws with what it says when it fails. */
export const run = async (
  name: Program,
  args: readonly string[],
  variables: Record<string, string>,
  read: (stdout: Readable) => Promise<void> = async (stdout) => void stdout.resume(),
): Promise<void> => {
  const child = spawn(name, args, { env: { ...process.env, ...variables }, stdio: ["ignore", "pipe", "pipe"] });
  const said: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  const ended = new Promise<number | null>((done, failed) => {
    child.once("error", failed);
    child.once("close", done);
  });
  const [code] = await Promise.all([ended, read(child.stdout)]);
  if (code !== 0) throw new Error(`${name} failed: ${Buffer.concat(said).toString().trim()}`);
};
