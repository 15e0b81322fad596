import { createDatabase, type Database, type DatabaseTimeouts } from "#database/database.ts";
import type { Deps, Logger } from "#domain/context.ts";

type RoleDatabases = Pick<Deps, "db" | "sql" | "tenantDatabase" | "tenantTransaction"> & { close: () => Promise<void> };

/**
 * The engine's connections, and those of the app's role that answer tenants. If both URLs are equal, tenants share one
 * role, and only the shares of the connections are per tenant.
 */
export const createRoleDatabases = (
  { engineUrl, appUrl }: { engineUrl: string; appUrl: string },
  options: { log: Logger; timeouts: DatabaseTimeouts },
): RoleDatabases => {
  const engine = createDatabase(engineUrl, options);
  const isOneRole = appUrl === engineUrl;
  let app: Database | null = null;
  // A Prisma client takes 3 MB, and the worker answers no tenant.
  const appDatabase = () => {
    app ??= createDatabase(appUrl, options);
    return app;
  };
  return {
    db: engine.db,
    sql: engine.sql,
    tenantDatabase: (tenantId) => (isOneRole ? engine.shareOf(tenantId) : appDatabase().ofTenant(tenantId)),
    tenantTransaction: (tenantId, act) => (isOneRole ? engine : appDatabase()).inTenantTransaction(tenantId, act),
    close: async () => {
      await app?.close();
      await engine.close();
    },
  };
};
