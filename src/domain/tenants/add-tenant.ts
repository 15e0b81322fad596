import type { Deps } from "#domain/context.ts";
import type { AddTenantInput, TenantView } from "#domain/tenants/tenant.schema.ts";

/** Makes a tenant. For the operator, so without an actor. Safe to repeat: the second time it only takes over the name. */
export const addTenant = async (
  { db, clock }: Pick<Deps, "db" | "clock">,
  { id, name }: AddTenantInput,
): Promise<TenantView> => {
  const row = await db.tenant.upsert({
    where: { id },
    create: { id, name, createdAt: clock() },
    update: { name },
    select: { id: true, name: true, createdAt: true },
  });
  return { ...row, createdAt: row.createdAt.toISOString() };
};
