import { appendFileSync, existsSync } from "node:fs";
import { join } from "node:path";

// Stand-in for the web and worker process: reports ready, ends as its kind must, and appends its events to the file
// JOURNAL as JSON lines. EXIT_WITH and KILL_SELF make it end at once; IGNORES_TERM makes it ignore SIGTERM.
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
