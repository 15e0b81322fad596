import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, startTimeOf } from "#database/embedded/process-identity.ts";
import { killGroup, runProgram } from "./run-program.ts";

type Options = { root: string; env: NodeJS.ProcessEnv; stop: AbortSignal; log: (line: string) => void };

const SOURCES = [
  "src/**",
  "public/**",
  "package-lock.json",
  "next.config.mjs",
  "postcss.config.mjs",
  "tailwind.config.ts",
  "tsconfig.json",
];

/** Runs `next build` unless the last finished one was of the very same sources. Throws a line for people when it fails. */
export const buildIfStale = async ({ root, env, stop, log }: Options): Promise<void> => {
  const stamp = join(root, ".next", "source-hash");
  const hash = hashSources(root);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  log("Building the web application (about a minute) …");
  const marker = join(root, "node_modules", ".cache", "bellhop-build.json");
  endOrphan(marker);
  rmSync(stamp, { force: true });
  mkdirSync(join(marker, ".."), { recursive: true });
  await runProgram([join(root, "node_modules", "next", "dist", "bin", "next"), "build"], {
    env: { ...env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stop,
    what: "The build",
    onStart: (pid) => writeFileSync(marker, JSON.stringify({ pid, startTime: startTimeOf(pid) })),
  });
  rmSync(marker, { force: true });
  writeFileSync(stamp, hash);
};

/** A build outlives a supervisor that was killed, and Next lets no second one run beside it. */
const endOrphan = (marker: string) => {
  if (!existsSync(marker)) return;
  const { pid, startTime }: { pid: number; startTime: string | null } = JSON.parse(readFileSync(marker, "utf8"));
  if (isAlive(pid) && startTimeOf(pid) === startTime) killGroup(pid, "SIGKILL");
};

/** Over names and contents: times change with every checkout. Tests are not part of the application. */
const hashSources = (root: string): string => {
  const hash = createHash("sha256");
  const exclude = ["src/tests/**", "**/*.test.ts", "**/*.spec.ts"];
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
