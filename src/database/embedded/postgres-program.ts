import { execFile } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PostgresHome } from "./postgres-home.ts";

const run = promisify(execFile);

/**
 * Runs a program of PostgreSQL as the server's user. Removes our keys, which the server would show to its user, and PGDATA and
 * PGPORT, which change its behaviour. `input` goes to its standard input.
 */
export const program = async (
  { home, binaries, user }: PostgresHome,
  name: string,
  args: string[],
  input?: string,
): Promise<{ stdout: string; stderr: string }> => {
  const env = { ...process.env };
  for (const variable of Object.keys(env)) if (!["PATH", "TZ"].includes(variable)) delete env[variable];
  env.LC_ALL = "C";
  const running = run(join(binaries, "bin", name), args, { ...user, cwd: home, env });
  if (input !== undefined) running.child.stdin?.end(input);
  return running;
};

export const freePort = (): Promise<number> =>
  new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolvePort(typeof address === "object" && address ? address.port : 0));
    });
  });
