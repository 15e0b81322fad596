import type { Sql } from "#domain/context.ts";
import { type Limits, RateLimited } from "#domain/limits/limits.ts";

/** Most turns end within 5 s. */
const RETRY_SECONDS = 5;

/** The lock is a row that expires by database time. It needs no connection, and a dead process blocks its tenant until the expiry. */
export const createExclusiveTurns =
  (sql: Sql): Limits["takeTurn"] =>
  async ({ name, tenantId, secondsMax }) => {
    const key = `turn:${name}:${tenantId}`;
    const [taken] = await sql<{ expire: string }>(TAKE, [key, secondsMax]);
    if (!taken)
      throw new RateLimited("One at a time is possible, and another one is under way", {
        limit: 1,
        remaining: 0,
        resetSeconds: RETRY_SECONDS,
      });
    return async () => {
      await sql(GIVE_BACK, [key, taken.expire]);
    };
  };

/** Shares the table of rate-limiter-flexible, which deletes rows an hour after their expiry. */
const TAKE = `
INSERT INTO rate_limit AS held (key, points, expire)
VALUES ($1, 1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint + $2::int * 1000)
ON CONFLICT (key) DO UPDATE SET expire = excluded.expire
WHERE held.expire < (extract(epoch FROM clock_timestamp()) * 1000)::bigint
RETURNING expire::text AS expire`;

const GIVE_BACK = "DELETE FROM rate_limit WHERE key = $1 AND expire = $2::bigint";
