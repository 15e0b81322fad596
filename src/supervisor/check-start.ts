import { databaseAddresses, waitForDatabase } from "#database/wait-for-database.ts";
import type { Env } from "#env.ts";
import { checkDatabase } from "#supervisor/check-database.ts";
import { missingSharedKeys } from "#supervisor/shared-keys.ts";

/** Repeats the supervisor's checks for a process that starts without it. Waits for the database. */
export const checkStart = async (settings: Env, log: (line: string) => void): Promise<void> => {
  if (!settings.DATABASE_URL)
    throw new Error(
      "Bad setting DATABASE_URL: required for a process that starts alone; npm start has its own database.",
    );
  const missing = missingSharedKeys(settings);
  if (missing) throw new Error(missing);
  // The owner is needed for migrations only.
  await waitForDatabase(databaseAddresses({ ...settings, DATABASE_OWNER_URL: undefined }), { log });
  await checkDatabase(settings);
};
