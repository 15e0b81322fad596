import { embeddedUrls, externalUrls } from "#database/database-urls.ts";
import { migrateDatabase } from "#database/migrations/migrate-database.ts";
import { withOwnerDatabase } from "#database/owner-database.ts";
import { databaseAddresses, waitForDatabase } from "#database/wait-for-database.ts";
import { readSettings, runCommand } from "#supervisor/settings.ts";

// `npm run db:migrate`: applies pending migrations and grants the roles their rights.
await runCommand(async () => {
  const env = readSettings();
  const urls = externalUrls(env);
  if (urls) await waitForDatabase(databaseAddresses(env), { log: console.log });
  const settings = { dataDir: env.DATA_DIR, databaseUrl: urls?.owner, log: console.log };
  const applied = await withOwnerDatabase(settings, (url) => migrateDatabase(urls ?? embeddedUrls(url)));
  for (const name of applied) console.log(`Applied ${name}`);
  if (applied.length === 0) console.log("The database is up to date.");
});
