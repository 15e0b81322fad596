import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { lockDataDir } from "#database/embedded/data-dir-lock.ts";
import { isAlive, startTimeOf } from "#database/embedded/process-identity.ts";
import { showProgress } from "#supervisor/bootstrap/show-progress.mjs";
import { killGroup, runProgram } from "#supervisor/run-program.ts";
import { compressAssets } from "#supervisor/set-up/compress-assets.ts";

const TURN_MS = 200;

type Options = { root: string; env: NodeJS.ProcessEnv; stop: AbortSignal };

const SOURCES = [
  "src/**",
  "public/**",
  "package-lock.json",
  "next.config.mjs",
  "postcss.config.mjs",
  "tailwind.config.ts",
  "tsconfig.json",
];

/** Build steps by the words that Next prints. */
const STEPS: [said: string, step: string][] = [
  ["Creating an optimized", "compiling"],
  ["Running TypeScript", "checking types"],
  ["Collecting page data", "collecting pages"],
  ["Generating static pages", "generating pages"],
  ["Finalizing", "finishing"],
];

/** Tells whether the last complete build had the sources that are there now. */
export const isBuilt = (root: string): boolean => isBuiltFrom(root, hashSources(root));

const isBuiltFrom = (root: string, hash: string): boolean => {
  const stamp = stampOf(root);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
};

const stampOf = (root: string): string => join(root, ".next", "source-hash");

/** Builds unless the last complete build had the same sources. Waits while another start builds in this folder. */
export const buildIfStale = async ({ root, env, stop }: Options): Promise<void> => {
  if (isBuilt(root)) return;
  if (!existsSync(join(root, "node_modules", "typescript")))
    throw new Error(
      "The web application is not built, or older than its sources, and this folder has no packages to build with: run npm run build in a full checkout.",
    );
  const cache = join(root, "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  const release = await takeTurn(join(cache, "bellhop-build"), stop);
  try {
    await build({ root, env, stop }, join(cache, "bellhop-build.json"));
  } finally {
    release();
  }
};

/** Resolves when no other living process holds the directory's lock. Returns how to release it. */
export const takeTurn = async (directory: string, stop: AbortSignal): Promise<() => void> => {
  let end = (_isDone?: boolean) => {};
  let isWaiting = false;
  try {
    for (;;) {
      stop.throwIfAborted();
      const lock = lockDataDir(directory);
      if (lock.ok) return lock.release;
      if (!isWaiting) end = showProgress(`Waiting for the build of another start (process ${lock.pid})`);
      isWaiting = true;
      await pause(TURN_MS, undefined, { signal: stop }).catch(() => {});
    }
  } finally {
    end(false);
  }
};

const build = async ({ root, env, stop }: Options, marker: string) => {
  const stamp = stampOf(root);
  const hash = hashSources(root);
  if (isBuiltFrom(root, hash)) return;
  endOrphan(marker);
  rmSync(stamp, { force: true });
  let step = "starting";
  const end = showProgress("Building the web application", { detail: () => step });
  try {
    await runProgram([join(root, "node_modules", "next", "dist", "bin", "next"), "build"], {
      env: { ...env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      stop,
      what: "The build",
      onStart: (pid) => writeFileSync(marker, JSON.stringify({ pid, startTime: startTimeOf(pid) })),
      onOutput: (text) => {
        step = STEPS.findLast(([said]) => text.includes(said))?.[1] ?? step;
      },
    });
    await compressAssets(join(root, ".next", "static"));
    end();
  } finally {
    end(false);
  }
  rmSync(marker, { force: true });
  writeFileSync(stamp, hash);
};

/** Ends the build of a killed start: Next refuses a second build beside it. A living start would hold the lock. */
const endOrphan = (marker: string) => {
  if (!existsSync(marker)) return;
  const { pid, startTime }: { pid: number; startTime: string | null } = JSON.parse(readFileSync(marker, "utf8"));
  if (isAlive(pid) && startTimeOf(pid) === startTime) killGroup(pid, "SIGKILL");
};

/** Hashes names and contents, since times change with every checkout. Leaves tests out. */
const hashSources = (root: string): string => {
  const hash = createHash("sha256");
  const exclude = ["src/tests/**", "**/*.test.{ts,tsx}", "**/*.spec.ts"];
  const files = globSync(SOURCES, { cwd: root, exclude })
    .filter((file) => statSync(join(root, file)).isFile())
    .sort();
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  return hash.digest("hex");
};
