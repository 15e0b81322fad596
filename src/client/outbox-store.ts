/** Runs one statement with `$1`, `$2` … and gives its rows. */
export type Run = (statement: string, values: readonly unknown[]) => Promise<readonly unknown[]>;

/** Where the outbox lies. `Transaction` is what the booking's own transaction is called there. */
export type OutboxStore<Transaction> = {
  /** Each statement commits by itself. */
  run: Run;
  runIn(transaction: Transaction): Run;
};

/** A client or a pool of `pg`. */
export type PgClient = { query(statement: string, values: unknown[]): Promise<{ rows: unknown[] }> };

/** Store for `pg`. `add` takes the client on which the booking has sent BEGIN. */
export const pgStore = (pool: PgClient): OutboxStore<PgClient> => {
  const runIn =
    (client: PgClient): Run =>
    async (statement, values) =>
      (await client.query(statement, [...values])).rows;
  return { run: runIn(pool), runIn };
};

/** A Prisma client, or `tx` of an interactive transaction. */
export type PrismaClient = { $queryRawUnsafe(statement: string, ...values: unknown[]): PromiseLike<unknown> };

/** Store for Prisma on PostgreSQL. `add` takes the `tx` of `prisma.$transaction(async (tx) => …)`. */
export const prismaStore = (prisma: PrismaClient): OutboxStore<PrismaClient> => {
  const runIn =
    (client: PrismaClient): Run =>
    async (statement, values) => {
      const rows = await client.$queryRawUnsafe(statement, ...values);
      return Array.isArray(rows) ? rows : [];
    };
  return { run: runIn(prisma), runIn };
};
