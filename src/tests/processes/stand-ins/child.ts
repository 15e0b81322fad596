import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";

// Stands in for the web and the worker process: says that it is ready, ends as its kind must, and notes what happens
// to it in the file JOURNAL, a JSON line each. EXIT_WITH and KILL_SELF make it end at once; IGNORES_TERM makes it refuse SIGTERM.
const { JOURNAL = "", EXIT_WITH, KILL_SELF, IGNORES_TERM, DATA_DIR = "" } = process.env;
const [, , id] = process.argv;
const note = (what: string) => {
  const databaseIsUp = existsSync(join(DATA_DIR, "postgres", "data", "postmaster.pid"));
  appendFileSync(JOURNAL, `${JSON.stringify({ what, id, pid: process.pid, databaseIsUp })}\n`);
};

note("start");
if (EXIT_WITH) process.exit(Number(EXIT_WITH));
if (KILL_SELF) process.kill(process.pid, "SIGKILL");
const end = (why: string) => {
  note(why);
  process.exit(0);
};
process.on("SIGTERM", () => (IGNORES_TERM ? note("SIGTERM ignored") : end("SIGTERM")));
process.on("SIGINT", () => end("SIGINT"));
process.on("disconnect", () => end("disconnect"));
process.send?.({ type: "ready" });
setInterval(() => {}, 60_000);
