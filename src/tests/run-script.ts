import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** Runs a script of `scripts/` with these settings only, and waits for its end. `cwd`: directory of its file `.env`. */
export const runScript = async (
  name: string,
  args: readonly string[],
  { settings = {}, input = "", cwd }: { settings?: Record<string, string>; input?: string; cwd?: string } = {},
): Promise<{ ok: boolean; stdout: string; stderr: string }> => {
  const script = join(import.meta.dirname, "..", "..", "scripts", `${name}.ts`);
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    env: { PATH: process.env.PATH, NODE_ENV: "test", ...settings },
  });
  child.stdin.end(input);
  const ended = new Promise<number | null>((done) => child.once("close", done));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { ok: (await ended) === 0, stdout, stderr };
};
