import type { Deps } from "#domain/context.ts";
import { type Env, parseEnv } from "#env.ts";
import { wire } from "#server/deps.ts";
import { embeddedUrls } from "./database-urls.ts";
import { hasPostgresData } from "./embedded-postgres.ts";
import { loadKeys } from "./keys.ts";
import { migrateDatabase } from "./migrate-database.ts";
import { withOwnerDatabase } from "./owner-database.ts";
import { readSettings } from "./settings.ts";

/**
 * Calls `use` with what use cases need, on the external database or on the embedded one, whether that runs or not.
 *
 * @param name names this process in its log
 */
export const withDeps = async (name: string, use: (deps: Deps, env: Env) => Promise<void>): Promise<void> => {
  const settings = readSettings(({ DATABASE_URL, MASTER_KEYS }) =>
    DATABASE_URL && !MASTER_KEYS
      ? ["MASTER_KEYS: required with DATABASE_URL; use the one that `npm start` runs with"]
      : [],
  );
  const { DATA_DIR: dataDir, embeddedDatabase } = settings;
  const databaseUrl = settings.DATABASE_ENGINE_URL ?? settings.DATABASE_URL;
  const hasData = embeddedDatabase && hasPostgresData(dataDir);
  const keys = loadKeys({ dataDir, source: process.env, hasData });
  await withOwnerDatabase({ dataDir, databaseUrl, log: console.error }, async (url) => {
    if (embeddedDatabase) await migrateDatabase(embeddedUrls(url));
    const parsed = parseEnv({ ...process.env, ...keys, DATABASE_URL: url, LOG_LEVEL: "warn" });
    if (!parsed.ok) throw new Error(parsed.problems.join("\n"));
    const { deps, close } = wire(parsed.env, name);
    await use(deps, parsed.env).finally(close);
  });
};
