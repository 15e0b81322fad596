import { DatabaseClient } from "#database/database-client.ts";
import { releaseLeases as release } from "#engine/claim/release-leases.ts";

const CONNECT_TIMEOUT_MS = 1_000;

/** Makes the deliveries of a dead process due at once. Safe to repeat and to skip: leases expire. */
export const releaseLeases = async (url: string, holder: string): Promise<void> => {
  const client = new DatabaseClient({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: CONNECT_TIMEOUT_MS,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    await release({ sql: async (text, values = []) => (await client.query(text, [...values])).rows }, holder);
  } catch {
    // The leases end by themselves.
  } finally {
    await client.end().catch(() => undefined);
  }
};
