import { withOwnerDatabase } from "./owner-database.ts";
import { applyMigrations } from "./schema-engine.ts";
import { readSettings, runCommand } from "./settings.ts";

// `npm run db:migrate`: applies the pending migrations and says which.
await runCommand(async () => {
  const { DATA_DIR: dataDir, DATABASE_URL, DATABASE_OWNER_URL } = readSettings();
  const settings = { dataDir, databaseUrl: DATABASE_OWNER_URL ?? DATABASE_URL, log: console.log };
  const applied = await withOwnerDatabase(settings, (url) => applyMigrations(url));
  for (const name of applied) console.log(`Applied ${name}`);
  if (applied.length === 0) console.log("The database is up to date.");
});
