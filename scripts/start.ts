import { join } from "node:path";
import { readSettings } from "#supervisor/settings.ts";
import { stopSignal } from "#supervisor/stop-signal.ts";
import { supervise } from "#supervisor/supervise.ts";

// `npm start`: runs the whole system in the foreground. `--dev` rebuilds after changes.
const root = join(import.meta.dirname, "..");
const stop = stopSignal();
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
