import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { isAlive } from "#database/embedded/process-identity.ts";
import { freePort } from "../start-app.ts";
import { until } from "../until.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const ENTRY = join(import.meta.dirname, "stand-ins", "start.ts");

type Note = { what: string; id: string; pid: number; databaseIsUp: boolean; ownerUrl?: string };

export type RunningSystem = {
  process: ChildProcess;
  pid: number;
  dataDir: string;
  port: number;
  output: () => string;
  notes: (what: string) => Note[];
  exitCode: Promise<number | null>;
};

type Options = { dataDir?: string; port?: number; env?: Record<string, string>; command?: string[] };

/** Starts the supervisor with stand-in children, in its own process group as a terminal would. */
export const startSystem = async (options: Options = {}): Promise<RunningSystem> => {
  const { dataDir = join(temporaryDirectory(), "data"), port = await freePort(), env = {} } = options;
  const [program = process.execPath, ...args] = options.command ?? [process.execPath, ENTRY];
  const journal = `${dataDir}.journal`;
  const child = spawn(program, args, {
    detached: true,
    env: {
      PATH: process.env.PATH,
      DATA_DIR: dataDir,
      PORT: String(port),
      JOURNAL: journal,
      NODE_ENV: "test",
      COMPACT_AT: "off",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => chunks.push(chunk));
  const exitCode = new Promise<number | null>((done) => child.once("close", done));
  const system: RunningSystem = {
    process: child,
    pid: child.pid ?? 0,
    dataDir,
    port,
    output: () => Buffer.concat(chunks).toString(),
    notes: (what) => readNotes(journal).filter((note) => note.what === what),
    exitCode,
  };
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await exitCode;
    rmSync(journal, { force: true });
  });
  return system;
};

export const isReady = (system: RunningSystem): Promise<boolean> =>
  until("the system is ready", () => {
    if (system.process.exitCode !== null) throw new Error(`It ended instead:\n${system.output()}`);
    return system.output().includes("Bellhop is ready");
  });

/** Living processes that the system ever started, and whether the database has a lock file. */
export const remains = (system: RunningSystem): { processes: number[]; hasPostmaster: boolean } => ({
  processes: [system.pid, ...system.notes("start").map(({ pid }) => pid)].filter(isAlive),
  hasPostmaster: existsSync(join(system.dataDir, "postgres", "data", "postmaster.pid")),
});

export const NOTHING = { processes: [], hasPostmaster: false };

const readNotes = (journal: string): Note[] =>
  existsSync(journal)
    ? readFileSync(journal, "utf8")
        .split("\n")
        // The last part is no line yet: a child may be writing it.
        .slice(0, -1)
        .map((line) => JSON.parse(line))
    : [];
