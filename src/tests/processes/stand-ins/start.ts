import { join } from "node:path";
import { readSettings } from "#supervisor/settings.ts";
import { stopSignal } from "#supervisor/stop-signal.ts";
import { supervise } from "#supervisor/supervise.ts";

// `npm start` with stand-ins for every child but the database.
const stop = stopSignal();
const standIn = (name: string) => join(import.meta.dirname, name);
process.exit(
  await supervise({
    root: process.cwd(),
    env: readSettings(),
    source: process.env,
    programs: {
      web: standIn("child.ts"),
      worker: standIn("child.ts"),
      seed: standIn("seed.ts"),
      compact: standIn("seed.ts"),
      next: false,
    },
    isDev: false,
    stop,
    log: (line) => console.log(line),
  }),
);
