import { spawn } from "node:child_process";

type Options = {
  env: NodeJS.ProcessEnv;
  stop: AbortSignal;
  /** Subject of the error message, such as "The build". */
  what: string;
  onStart?: (pid: number) => void;
  onOutput?: (text: string) => void;
};

/**
 * Runs a script in its own process group and shows its output only on failure. A stop ends the group and
 * throws its reason.
 */
export const runProgram = async (args: string[], { env, stop, what, onStart, onOutput }: Options): Promise<void> => {
  stop.throwIfAborted();
  const child = spawn(process.execPath, args, { env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const { pid } = child;
  if (pid) onStart?.(pid);
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output.push(chunk);
      onOutput?.(chunk.toString());
    });

  const end = () => killGroup(pid, "SIGTERM");
  stop.addEventListener("abort", end);
  const ended = await new Promise<string | null>((done) => {
    child.once("error", (error) => done(error.message));
    child.once("close", (code, signal) => done(code === 0 ? null : describeEnd(code, signal)));
  });
  stop.removeEventListener("abort", end);
  stop.throwIfAborted();
  if (ended !== null) throw new Error(`${Buffer.concat(output)}\n${what} failed (${ended}).`.trimStart());
};

export const describeEnd = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal ? `signal ${signal}` : `exit code ${code}`;

/** Signals a process group, even if its leader is gone. */
export const killGroup = (leader: number | undefined, signal: NodeJS.Signals): void => {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // Group is already empty.
  }
};
