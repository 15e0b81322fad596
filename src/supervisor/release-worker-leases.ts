import { DatabaseClient } from "#database/database-client.ts";
import { releaseLeases as release } from "#engine/claim/release-leases.ts";

const CONNECT_TIMEOUT_MS = 1_000;

/**
 * Makes what a dead process held due at once, instead of when its leases end. Safe to repeat, and to leave out: a
 * database that is away, or not migrated yet, is not this function's concern.
 */
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
    // Its leases run out by themselves.
  } finally {
    await client.end().catch(() => undefined);
  }
};
