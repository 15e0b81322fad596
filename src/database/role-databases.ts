import { createDatabase, type Database, type DatabaseTimeouts, type PoolUse } from "#database/database.ts";
import type { Deps, Logger } from "#domain/context.ts";

type RoleDatabases = Pick<Deps, "db" | "sql" | "tenantDatabase" | "tenantTransaction" | "engineTransaction"> & {
  close: () => Promise<void>;
};

/** Shares one role between tenants if the URLs are equal: only connection shares are then per tenant. */
export const createRoleDatabases = (
  { engineUrl, appUrl }: { engineUrl: string; appUrl: string },
  options: { log: Logger; timeouts: DatabaseTimeouts; connectionsMax?: number },
): RoleDatabases & { pools: () => PoolUse[] } => {
  const engine = createDatabase(engineUrl, options);
  const isOneRole = appUrl === engineUrl;
  let app: Database | null = null;
  // Saves 3 MB in the worker, which serves no tenant.
  const appDatabase = () => {
    app ??= createDatabase(appUrl, options);
    return app;
  };
  return {
    db: engine.db,
    sql: engine.sql,
    tenantDatabase: (tenantId) => (isOneRole ? engine.shareOf(tenantId) : appDatabase().ofTenant(tenantId)),
    tenantTransaction: (tenantId, act) => (isOneRole ? engine : appDatabase()).inTenantTransaction(tenantId, act),
    engineTransaction: (act) => engine.inTenantTransaction("", act),
    close: async () => {
      await app?.close();
      await engine.close();
    },
    pools: () => [{ role: "engine", ...engine.use() }, ...(app ? [{ role: "app" as const, ...app.use() }] : [])],
  };
};
