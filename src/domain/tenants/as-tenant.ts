import type { Deps } from "#domain/context.ts";

/**
 * Applies row-level security, even where a filter is missing. The attempt recorder and announcements keep the
 * engine's role.
 */
export const asTenant = <Own extends Deps>(deps: Own, tenantId: string): Own => ({
  ...deps,
  ...deps.tenantDatabase(tenantId),
});
