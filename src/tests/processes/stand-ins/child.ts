import { appendFileSync } from "node:fs";

// Stands in for the web and the worker process: says that it is ready, ends as its kind must, and notes what happens
// to it in the file JOURNAL, a JSON line each. EXIT_WITH makes it end at once; IGNORES_TERM makes it refuse SIGTERM.
const { JOURNAL = "", EXIT_WITH, IGNORES_TERM, DATABASE_URL } = process.env;
const [, entry, id] = process.argv;
const note = (what: string) =>
  appendFileSync(
    JOURNAL,
    `${JSON.stringify({ what, id, entry, pid: process.pid, hasDatabase: Boolean(DATABASE_URL) })}\n`,
  );

note("start");
if (EXIT_WITH) process.exit(Number(EXIT_WITH));
const end = (why: string) => {
  note(why);
  process.exit(0);
};
process.on("SIGTERM", () => (IGNORES_TERM ? note("SIGTERM ignored") : end("SIGTERM")));
process.on("SIGINT", () => end("SIGINT"));
process.on("disconnect", () => end("disconnect"));
process.send?.({ type: "ready" });
setInterval(() => {}, 60_000);
