import { join } from "node:path";
import { readSettings } from "#supervisor/settings.ts";
import { stopSignal } from "#supervisor/stop-signal.ts";
import { supervise } from "#supervisor/supervise.ts";

// `npm start` with stand-ins for every child but the database. Its clock stands just before COMPACT_AT until the system is ready.
const stop = stopSignal();
const env = readSettings();
const compactAt = (env.COMPACT_AT ?? 0) * 60_000;
let isReady = false;
const standIn = (name: string) => join(import.meta.dirname, name);
process.exit(
  await supervise({
    root: process.cwd(),
    env,
    source: process.env,
    programs: {
      web: standIn("child.ts"),
      worker: standIn("child.ts"),
      seed: standIn("seed.ts"),
      compact: standIn("compact.ts"),
      next: false,
    },
    isDev: false,
    stop,
    clock: () => (isReady ? compactAt : compactAt - 1),
    log: (line) => {
      isReady ||= line.includes("is ready");
      console.log(line);
    },
  }),
);
