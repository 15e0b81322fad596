import { join } from "node:path";
import { parseArgs } from "node:util";
import { keepCompiledCode } from "#supervisor/bootstrap/keep-compiled-code.mjs";
import type { Part } from "#supervisor/start-part.ts";
import { stopSignal } from "#supervisor/stop-signal.ts";

// `npm start`: runs the whole system in the foreground, or one part of it (`--only`). `--dev` rebuilds after changes.
const root = join(import.meta.dirname, "..");
const stop = stopSignal();
process.chdir(root);
keepCompiledCode(root);
// Loaded after that, so that it is read from there.
const { readSettings } = await import("#supervisor/settings.ts");
const { readPart, START_USAGE, startPart } = await import("#supervisor/start-part.ts");

const readArguments = () => {
  try {
    const options = { only: { type: "string" }, dev: { type: "boolean", default: false } } as const;
    return parseArgs({ options }).values;
  } catch {
    throw new Error(START_USAGE);
  }
};

const programs = {
  web: join(root, "src", "web", "main.ts"),
  worker: join(root, "src", "worker", "main.ts"),
  seed: join(root, "prisma", "seed.ts"),
  compact: join(root, "scripts", "compact.ts"),
  next: true,
};

let part: Part | null = null;
try {
  const values = readArguments();
  part = readPart(values);
  const log = (line: string) => console.log(line);
  const options = { root, env: readSettings(), source: process.env, programs, stop, log };
  if (part === null) {
    const { supervise } = await import("#supervisor/supervise.ts");
    process.exit(await supervise({ ...options, isDev: values.dev }));
  }
  await startPart(part, options);
  if (part === "migrate") process.exit();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  // Migrations that were interrupted are not done, and an exit code of 0 would let the next step begin.
  process.exit(stop.aborted && part !== "migrate" ? 0 : 1);
}
