import type pg from "pg";

/**
 * Queues queries: Prisma loads relations in parallel on one connection, which pg 8 warns of and pg 9 refuses.
 */
export const askOneByOne = (client: pg.PoolClient) => {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  let last: Promise<unknown> = Promise.resolve();
  client.query = ((...args: unknown[]) => {
    // Skips pg-pool's `query`, which has its own connection.
    if (args.some((arg) => typeof arg === "function")) return query(...args);
    const asked = last.then(() => query(...args));
    last = asked.catch(() => {});
    return asked;
  }) as typeof client.query;
};
