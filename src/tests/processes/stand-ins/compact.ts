import { appendFileSync } from "node:fs";

// Stand-in for the daily compaction: notes its argument and the owner's address in the file JOURNAL, and stays alive.
const { JOURNAL = "", DATABASE_OWNER_URL } = process.env;
const [, , argument] = process.argv;

appendFileSync(
  JOURNAL,
  `${JSON.stringify({ what: "compact", id: argument, pid: process.pid, ownerUrl: DATABASE_OWNER_URL })}\n`,
);
setInterval(() => {}, 60_000);
