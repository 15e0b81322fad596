import { DatabaseClient } from "#database/database-client.ts";
import { externalUrls, isApart } from "#database/database-urls.ts";
import type { Env } from "#env.ts";

type Settings = Pick<
  Env,
  "DATABASE_URL" | "DATABASE_OWNER_URL" | "DATABASE_ENGINE_URL" | "DATABASE_POOL_SIZE" | "ENGINE"
>;

/** Most connections that these processes open together: a listening one each, and their pools. */
export const connectionsOf = (processes: readonly ("web" | "worker")[], settings: Settings): number => {
  const urls = externalUrls(settings);
  const webPools = (urls && isApart(urls) ? 2 : 1) + (settings.ENGINE === "inngest" ? 1 : 0);
  const pools = processes.map((name) => (name === "web" ? webPools : 1));
  return pools.reduce((sum, count) => sum + count * settings.DATABASE_POOL_SIZE + 1, 0);
};

/** Returns one line if PostgreSQL has fewer free connections than these processes may open. Null = enough for now. */
export const connectionWarning = async (url: string, wanted: number): Promise<string | null> => {
  const client = new DatabaseClient({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ max: number; free: number }>(READ_ROOM);
    const [{ max, free } = { max: wanted, free: wanted }] = rows;
    return free >= wanted
      ? null
      : `This start may open ${wanted} connections, and PostgreSQL has ${free} of ${max} left: lower DATABASE_POOL_SIZE or raise max_connections.`;
  } finally {
    await client.end();
  }
};

/** Leaves this session out. `pg_stat_activity` hides the sessions of other roles. */
const READ_ROOM = `
SELECT current_setting('max_connections')::int AS max,
  (current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
    - (SELECT sum(numbackends) FROM pg_stat_database) + 1)::int AS free`;
