import type { Actor, Deps } from "#domain/context.ts";

/** Returns the name of the business; its id for a tenant that is gone. */
export const getTenantName = async (
  { db }: Pick<Deps, "db">,
  { tenantId }: Pick<Actor, "tenantId">,
): Promise<string> => {
  const tenant = await db.tenant.findUnique({ where: { id: tenantId }, select: { name: true } });
  return tenant?.name ?? tenantId;
};
