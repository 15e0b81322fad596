import type { Actor, Deps } from "#domain/context.ts";

/** Returns the id if the tenant is gone. */
export const getTenantName = async (
  { db }: Pick<Deps, "db">,
  { tenantId }: Pick<Actor, "tenantId">,
): Promise<string> => {
  const tenant = await db.tenant.findUnique({ where: { id: tenantId }, select: { name: true } });
  return tenant?.name ?? tenantId;
};
