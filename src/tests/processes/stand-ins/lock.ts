import { lockDataDir } from "#database/embedded/data-dir-lock.ts";

// Another start: tries to lock the data directory that it is given, says whether it could, and lives on.
process.send?.(lockDataDir(process.argv[2] ?? "").ok);
setInterval(() => {}, 60_000);
