import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { makeDirectory, removeDirectory } from "#tests/directories.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const COPIED = [
  "package.json",
  "tsconfig.json",
  "vitest.config.ts",
  "prisma.config.ts",
  "prisma",
  "src",
  "scripts",
  "bench",
  "docs",
];

/** Text that a change adds to a file, after a place that occurs once; `null`: the text is a new file. */
export type Addition = { after: string | null; lines: string };

export type TreeCopy = {
  /** Runs a script of a package, or of the tree, in the copy. */
  run: (command: readonly string[], settings?: Record<string, string>) => Promise<{ isFine: boolean; output: string }>;
  read: (file: string) => string;
  add: (file: string, additions: readonly Addition[]) => void;
  /** Makes the file as it is in the tree; a file that is not there goes, with its folder if it is new. */
  restore: (file: string) => void;
  remove: () => void;
};

/** Copies the sources, so that a test can change them and run compiler, scripts and tests on the result. */
export const copyTree = (): TreeCopy => {
  const copy = makeDirectory();
  for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  return {
    run: async ([script = "", ...args], settings = {}) => {
      const child = spawn(process.execPath, [join(copy, script), ...args], {
        cwd: copy,
        env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "test", NO_COLOR: "1", ...settings },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const ended = new Promise<number | null>((done) => child.once("close", done));
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { isFine: (await ended) === 0, output: stdout + stderr };
    },
    read: (file) => readFileSync(join(copy, file), "utf8"),
    add: (file, additions) => {
      for (const { after, lines } of additions) {
        mkdirSync(dirname(join(copy, file)), { recursive: true });
        const before = after === null ? "" : readFileSync(join(copy, file), "utf8");
        if (after !== null && before.split(after).length !== 2) throw new Error(`${file} has not one place ${after}`);
        writeFileSync(join(copy, file), after === null ? lines : before.replace(after, () => after + lines));
      }
    },
    restore: (file) => {
      if (existsSync(join(ROOT, file))) return writeFileSync(join(copy, file), readFileSync(join(ROOT, file)));
      const added = existsSync(join(ROOT, dirname(file))) ? file : dirname(file);
      rmSync(join(copy, added), { recursive: true, force: true });
    },
    remove: () => removeDirectory(copy),
  };
};
