import { DatabaseClient } from "#database/database-client.ts";
import type { DatabaseUrls } from "#database/database-urls.ts";
import { separateTenants } from "#database/row-level-security/separate-tenants.ts";
import { restartFollowers } from "./restart-followers.ts";
import { applyMigrations } from "./schema-engine.ts";

/** Applies pending migrations, returns their names, and grants the roles their rights. Safe to repeat. */
export const migrateDatabase = async (urls: DatabaseUrls): Promise<string[]> => {
  const applied = await applyMigrations(urls.owner).catch((error: Error) => {
    throw explainRefusal(error, urls);
  });
  await restartFollowers(urls.owner);
  await separateTenants(urls);
  return applied;
};

/** Names the variable and the role when the owner's rights do not suffice. */
export const explainRefusal = (error: Error, { owner, app }: DatabaseUrls): Error => {
  const [reason] = /permission denied (?:for|to) [^\n]*|must be owner of [^\n]*/.exec(error.message) ?? [];
  if (!reason) return error;
  const variable = owner === app ? "DATABASE_URL" : "DATABASE_OWNER_URL";
  return new Error(
    `${variable}: the role ${new DatabaseClient({ connectionString: owner }).user} may not migrate the database (${reason}). ` +
      "Set DATABASE_OWNER_URL to the role that owns the database and its tables, as docs/operating/database.md says.",
    { cause: error },
  );
};
