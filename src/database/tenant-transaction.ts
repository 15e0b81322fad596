import type pg from "pg";
import { bindPrisma, type Shared } from "#database/tenant-database.ts";
import type { Deps } from "#domain/context.ts";
import type { Prisma } from "#generated/prisma/client.ts";

type Opened = { tx: Prisma.TransactionClient; client: pg.PoolClient };

/**
 * Runs every statement, Prisma operation and transaction of `act` in one transaction. The first one opens it
 * and starts the timeout. Each step is a savepoint: a failed one is undone and the next continues. Steps run
 * one by one: a step must not wait for `db` or `sql` inside itself.
 */
export const inTenantTransaction = async <Result>(
  shared: Shared,
  tenantId: string,
  act: (bound: Pick<Deps, "db" | "sql">) => Promise<Result>,
): Promise<Result> => {
  let transaction: ReturnType<typeof open> | undefined;
  let isOver = false;
  let last: Promise<unknown> = Promise.resolve();

  const step = <Value>(run: (opened: Opened) => Promise<Value>): Promise<Value> => {
    const done = last.then(async () => {
      if (isOver) throw new Error("the transaction is over");
      transaction ??= open(shared, tenantId);
      return atSavepoint(await transaction.ready, run);
    });
    last = done.catch(() => {});
    return done;
  };

  try {
    const result = await act({
      db: bindPrisma(shared.db, (run) => step(({ tx }) => run(tx))),
      sql: (...asked) => step(({ client }) => shared.query(client)(...asked)),
    });
    await last;
    isOver = true;
    await transaction?.end("commit");
    return result;
  } catch (error) {
    await last;
    isOver = true;
    await transaction?.end("rollback").catch(() => {});
    throw error;
  }
};

const atSavepoint = async <Value>(opened: Opened, run: (opened: Opened) => Promise<Value>): Promise<Value> => {
  const { client } = opened;
  await client.query("SAVEPOINT step");
  try {
    const value = await run(opened);
    await client.query("RELEASE SAVEPOINT step");
    return value;
  } catch (error) {
    // Keeps the first error: a lost connection causes later ones.
    await client.query("ROLLBACK TO SAVEPOINT step; RELEASE SAVEPOINT step").catch(() => {});
    throw error;
  }
};

class RolledBack extends Error {}

/** Keeps a Prisma transaction open until its end is decided. */
const open = ({ db, whoConnects, waitMs, shares }: Shared, tenantId: string) => {
  const ready = Promise.withResolvers<Opened>();
  const verdict = Promise.withResolvers<"commit" | "rollback">();
  let client: pg.PoolClient | undefined;
  const ended = whoConnects.run(
    (connected) => {
      client = connected;
    },
    () =>
      shares(tenantId, () =>
        db.$transaction(
          async (tx) => {
            await tx.$executeRaw`SELECT set_config('app.tenant_id', ${tenantId}, true)`;
            if (!client) throw new Error("Prisma took no connection from the pool");
            ready.resolve({ tx, client });
            if ((await verdict.promise) === "rollback") throw new RolledBack();
          },
          // Exceeds `waitMs`: the pool must destroy the connection before Prisma returns it.
          { maxWait: waitMs, timeout: 2 * waitMs },
        ),
      ),
  );
  ended.catch(ready.reject);
  return {
    ready: ready.promise,
    end: (how: "commit" | "rollback"): Promise<void> => {
      verdict.resolve(how);
      return ended;
    },
  };
};
