import { relative } from "node:path";
import { parseArgs } from "node:util";
import { createMigration } from "#database/migrations/create-migration.ts";
import { BOOKING_FILES } from "#database/migrations/migrate-booking.ts";
import { PRISMA_FILES } from "#database/migrations/schema-engine.ts";
import { withOwnerDatabase } from "#database/owner-database.ts";
import { databaseAddresses, waitForDatabase } from "#database/wait-for-database.ts";
import { readSettings, runCommand } from "#supervisor/settings.ts";

// `npm run db:migration NAME [-- --booking]`: writes a new migration from the schema, or from that of the booking backend.
await runCommand(async () => {
  const { values, positionals } = parseArgs({ options: { booking: { type: "boolean" } }, allowPositionals: true });
  const [name] = positionals;
  const files = values.booking ? BOOKING_FILES : PRISMA_FILES;
  if (!name) throw new Error("Give the migration a name: npm run db:migration add_webhook_note");
  const env = readSettings();
  const { DATA_DIR: dataDir, DATABASE_URL, DATABASE_OWNER_URL } = env;
  await waitForDatabase(databaseAddresses(env), { log: console.log, waitMs: 0 });
  const settings = { dataDir, databaseUrl: DATABASE_OWNER_URL ?? DATABASE_URL, log: console.log };
  const directory = await withOwnerDatabase(settings, (url) => createMigration({ url, name, now: new Date(), files }));
  if (directory) console.log(`Wrote ${relative(".", directory)}/migration.sql: read it, then npm run db:migrate.`);
  else console.log("No change in the schema: nothing written.");
});
