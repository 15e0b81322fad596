import { embeddedUrls } from "#database/database-urls.ts";
import { hasPostgresData } from "#database/embedded/embedded-postgres.ts";
import { withOwnerDatabase } from "#database/owner-database.ts";
import { waitForDatabase } from "#database/wait-for-database.ts";
import type { Deps } from "#domain/context.ts";
import { type Env, parseEnv } from "#env.ts";
import { wire } from "#server/wire.ts";
import { findPendingMigrations } from "./check-database.ts";
import { loadKeys, loadSharedKeys } from "./keys.ts";
import { readSettings } from "./settings.ts";

/**
 * Works on the external or the embedded database, running or not.
 * @param name names this process in its log
 */
export const withDeps = async (name: string, use: (deps: Deps, env: Env) => Promise<void>): Promise<void> => {
  const settings = readSettings();
  const { DATA_DIR: dataDir, embeddedDatabase } = settings;
  const databaseUrl = settings.DATABASE_ENGINE_URL ?? settings.DATABASE_URL;
  const keys = embeddedDatabase
    ? loadKeys({ dataDir, source: process.env, hasData: hasPostgresData(dataDir) })
    : loadSharedKeys({ dataDir, source: process.env });
  if (!keys.MASTER_KEYS)
    throw new Error("Bad setting MASTER_KEYS: required with DATABASE_URL; use the one that the system runs with.");
  if (databaseUrl) {
    const variable = settings.DATABASE_ENGINE_URL ? "DATABASE_ENGINE_URL" : "DATABASE_URL";
    await waitForDatabase([{ variable, url: databaseUrl }], { log: console.error, waitMs: 0 });
  }
  await withOwnerDatabase({ dataDir, databaseUrl, log: console.error }, async (url) => {
    const parsed = parseEnv({ ...process.env, ...keys, DATABASE_URL: url, LOG_LEVEL: "warn" });
    if (!parsed.ok) throw new Error(parsed.problems.join("\n"));
    const { deps, close } = wire(parsed.env, name);
    try {
      if (embeddedDatabase) await migratePending(deps, url);
      await use(deps, parsed.env);
    } finally {
      await close();
    }
  });
};

/** Loads the schema engine only if it is needed: loading takes longer than most commands. */
const migratePending = async ({ sql }: Deps, url: string): Promise<void> => {
  const { pending } = await findPendingMigrations(sql);
  if (pending.length === 0) return;
  const { migrateDatabase } = await import("#database/migrations/migrate-database.ts");
  await migrateDatabase(embeddedUrls(url));
};
