import type { DatabaseUrls } from "./database-urls.ts";
import { applyMigrations } from "./schema-engine.ts";
import { separateTenants } from "./separate-tenants.ts";

/** Applies the pending migrations and then gives the roles their rights. Returns the migrations' names; a repeat is safe. */
export const migrateDatabase = async (urls: DatabaseUrls): Promise<string[]> => {
  const applied = await applyMigrations(urls.owner);
  await separateTenants(urls);
  return applied;
};
