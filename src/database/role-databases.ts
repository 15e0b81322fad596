import { createDatabase, type Database, type DatabaseTimeouts } from "#database/database.ts";
import type { Deps, Logger } from "#domain/context.ts";

type RoleDatabases = Pick<Deps, "db" | "sql" | "tenantDatabase" | "tenantTransaction"> & { close: () => Promise<void> };

/**
 * Opens connections for the engine and for the app's role. With equal URLs, tenants share one role, and only
 * the connection shares are per tenant.
 */
export const createRoleDatabases = (
  { engineUrl, appUrl }: { engineUrl: string; appUrl: string },
  options: { log: Logger; timeouts: DatabaseTimeouts },
): RoleDatabases => {
  const engine = createDatabase(engineUrl, options);
  const isOneRole = appUrl === engineUrl;
  let app: Database | null = null;
  // Opens on first use: a Prisma client takes 3 MB, and the worker serves no tenant.
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
