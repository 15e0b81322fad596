import { join } from "node:path";
import { keepCompiledCode } from "#supervisor/bootstrap/keep-compiled-code.mjs";
import { stopSignal } from "#supervisor/stop-signal.ts";

// `npm start`: runs the whole system in the foreground. `--dev` rebuilds after changes.
const root = join(import.meta.dirname, "..");
const stop = stopSignal();
keepCompiledCode(root);
// Loaded after that, so that it is read from there.
const { readSettings } = await import("#supervisor/settings.ts");
const { supervise } = await import("#supervisor/supervise.ts");
const env = readSettings();
process.exit(
  await supervise({
    root,
    env,
    source: process.env,
    programs: {
      web: join(root, "src", "web", "main.ts"),
      worker: join(root, "src", "worker", "main.ts"),
      seed: join(root, "prisma", "seed.ts"),
      next: true,
    },
    isDev: process.argv.includes("--dev"),
    stop,
    log: (line) => console.log(line),
  }),
);
