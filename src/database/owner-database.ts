import { resolve } from "node:path";
import { lockDataDir } from "#database/embedded/data-dir-lock.ts";
import { runningPostgresUrl, startPostgres } from "#database/embedded/embedded-postgres.ts";

type Settings = { dataDir: string; databaseUrl?: string | undefined; log: (line: string) => void };

/** Starts the embedded database for the call unless `npm start` runs it. */
export const withOwnerDatabase = async <T>(settings: Settings, use: (url: string) => Promise<T>): Promise<T> => {
  const { databaseUrl, log } = settings;
  if (databaseUrl) return use(databaseUrl);
  const dataDir = resolve(settings.dataDir);
  const lock = lockDataDir(dataDir);
  if (!lock.ok) {
    const running = runningPostgresUrl(dataDir);
    if (running) return use(running);
    throw new Error(`${lock.problem} Its database is not ready yet: try again in a moment.`);
  }
  try {
    const postgres = await startPostgres({ dataDir, log });
    try {
      return await use(postgres.url);
    } finally {
      await postgres.stop();
    }
  } finally {
    lock.release();
  }
};
