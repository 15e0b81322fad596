import { lockDataDir } from "#database/embedded/data-dir-lock.ts";

// Second start: tries to lock the given data directory, reports the result, and stays alive.
process.send?.(lockDataDir(process.argv[2] ?? "").ok);
setInterval(() => {}, 60_000);
