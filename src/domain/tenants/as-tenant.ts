import type { Deps } from "#domain/context.ts";

/**
 * Binds use cases to one tenant: PostgreSQL shows and takes that tenant's rows only, even where a filter is missing. The
 * recorder of attempts and announcements keep the engine's role.
 */
export const asTenant = <Own extends Deps>(deps: Own, tenantId: string): Own => ({
  ...deps,
  ...deps.tenantDatabase(tenantId),
});
