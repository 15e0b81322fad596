import { DatabaseClient } from "#database/database-client.ts";
import { missingSettings } from "#database/session-settings.ts";
import type { DatabaseUrls } from "./database-urls.ts";

export const sessionWarnings = async ({ app, engine }: DatabaseUrls): Promise<string[]> => {
  const statements = [];
  for (const url of new Set([app, engine])) statements.push(...(await missingOn(url)));
  if (statements.length === 0) return [];
  const setting = statements.length === 1 ? "a setting" : `${statements.length} settings`;
  return [
    `A pooler drops ${setting} of our database sessions, so queries may be slow or wrong. Run: ${statements.join("; ")};`,
  ];
};

const missingOn = async (url: string): Promise<string[]> => {
  const client = new DatabaseClient({ connectionString: url });
  await client.connect();
  try {
    return await missingSettings(async (text, values) => (await client.query(text, values)).rows);
  } finally {
    await client.end();
  }
};
