import type { AsyncLocalStorage } from "node:async_hooks";
import type pg from "pg";
import type { ConnectionShares } from "#database/connection-shares.ts";
import { queryAsTenant } from "#database/query-as-tenant.ts";
import type { Deps, Sql } from "#domain/context.ts";
import { Prisma, type PrismaClient } from "#generated/prisma/client.ts";

export type ConfigOf = (...asked: Parameters<Sql>) => pg.QueryConfig;

export type Shared = {
  pool: pg.Pool;
  /** Receives each connection taken from the pool while it is the store. */
  whoConnects: AsyncLocalStorage<(client: pg.PoolClient) => void>;
  db: PrismaClient;
  query: (client: pg.PoolClient) => Sql;
  configOf: ConfigOf;
  waitMs: number;
  shares: ConnectionShares;
};

/**
 * Names the tenant for row-level security in a transaction per statement, so no connection carries the name
 * to another tenant. A read costs one round trip as `sql` and four as `db`.
 */
export const bindTenant = (
  { pool, db, configOf, waitMs, shares }: Shared,
  tenantId: string,
): Pick<Deps, "db" | "sql"> => ({
  db: bindPrisma(db, (act, options) =>
    shares(tenantId, () =>
      db.$transaction(
        async (tx) => {
          await tx.$executeRaw`SELECT set_config('app.tenant_id', ${tenantId}, true)`;
          return act(tx);
        },
        { maxWait: waitMs, timeout: waitMs, ...options },
      ),
    ),
  ),
  sql: (...asked) => shares(tenantId, () => queryAsTenant(pool, tenantId, configOf(...asked))),
});

/** Applies the connection share only, for one role without policies. */
export const shareTenant = (
  { db, sql, shares }: Pick<Deps, "db" | "sql"> & Pick<Shared, "shares">,
  tenantId: string,
): Pick<Deps, "db" | "sql"> => ({
  db: proxyOf(
    db,
    (of, name) =>
      (...args) =>
        shares(tenantId, async () => Reflect.apply(Reflect.get(of(db), name), of(db), args)),
  ),
  sql: (...asked) => shares(tenantId, () => sql(...asked)),
});

const MODELS = new Set(Object.values(Prisma.ModelName).map((name) => name.charAt(0).toLowerCase() + name.slice(1)));
const RAW = new Set(["$queryRaw", "$executeRaw", "$queryRawUnsafe", "$executeRawUnsafe"]);

type InTenant = <Result>(act: (tx: Prisma.TransactionClient) => Promise<Result>, options?: object) => Promise<Result>;

/**
 * Exposes models, raw statements and interactive transactions only. Prisma's documented extension can hang on
 * driver adapters.
 */
export const bindPrisma = (db: PrismaClient, inTenant: InTenant): PrismaClient =>
  proxyOf(db, (of, name) =>
    name === "$transaction"
      ? (inTenant as Call)
      : (...args) => inTenant(async (tx) => Reflect.apply(Reflect.get(of(tx), name), of(tx), args)),
  );

type Call = (...args: unknown[]) => Promise<unknown>;

/** @param calling makes the call of one operation, on the client, the transaction or a model */
const proxyOf = (
  db: PrismaClient,
  calling: (of: (client: Prisma.TransactionClient) => object, name: string | symbol) => Call,
): PrismaClient =>
  new Proxy(db, {
    get: (client, name) => {
      if (name === "$transaction" || RAW.has(String(name))) return calling((one) => one, name);
      if (!MODELS.has(String(name))) return undefined;
      return new Proxy(Reflect.get(client, name), {
        get: (_, operation) => calling((one) => Reflect.get(one, name), operation),
      });
    },
  });
