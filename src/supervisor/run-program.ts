import { spawn } from "node:child_process";

type Options = {
  env: NodeJS.ProcessEnv;
  stop: AbortSignal;
  /** What the program does, for the error: "The build". */
  what: string;
  /** Called with the process id as soon as there is one. */
  onStart?: (pid: number) => void;
  /** Called with each piece of output. */
  onOutput?: (text: string) => void;
};

/**
 * Runs a script with this Node to its end, in a process group of its own, and shows its output only if it fails.
 * A stop ends the whole group. Throws a line for people when it fails, and the stop's reason when stopped.
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

/** "exit code 1" or "signal SIGKILL". */
export const describeEnd = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal ? `signal ${signal}` : `exit code ${code}`;

/** Signals a process group. Its leader may be gone while other processes of the group live. */
export const killGroup = (leader: number | undefined, signal: NodeJS.Signals): void => {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // No process is left in the group.
  }
};
