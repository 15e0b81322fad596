import type { Deps } from "#domain/context.ts";

/**
 * What the use cases that answer one tenant work with: PostgreSQL itself shows and takes that tenant's rows only, also where a
 * filter was forgotten. The recorder of attempts and announcements go on under the engine's role.
 */
export const asTenant = <Own extends Deps>(deps: Own, tenantId: string): Own => ({
  ...deps,
  ...deps.tenantDatabase(tenantId),
});
