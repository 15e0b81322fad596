import type pg from "pg";
import { bindPrisma, type Shared } from "#database/tenant-database.ts";
import type { Deps } from "#domain/context.ts";
import type { Prisma } from "#generated/prisma/client.ts";

type Opened = { tx: Prisma.TransactionClient; client: pg.PoolClient };

/**
 * One transaction of one tenant. Every statement, Prisma operation and transaction of `act` joins it: all commits when
 * `act` returns, nothing when it throws. The first of them opens it, and from then on the timeouts of a held connection
 * count. Each step is a savepoint, so that a failed one leaves no trace and the next goes on. Steps run one after
 * another: a step must not wait for `db` or `sql` inside its own transaction.
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
      sql: (text, values) => step(({ client }) => shared.query(client)(text, values)),
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
    // A lost connection makes later errors; the first one explains it.
    await client.query("ROLLBACK TO SAVEPOINT step; RELEASE SAVEPOINT step").catch(() => {});
    throw error;
  }
};

class RolledBack extends Error {}

/** Keeps a Prisma transaction open until it is told how to end, and shares its connection. */
const open = ({ db, whoConnects, heldMs, shares }: Shared, tenantId: string) => {
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
          // The pool destroys a connection that is held longer than `heldMs`. Prisma must not return it before.
          { maxWait: heldMs, timeout: 2 * heldMs },
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
