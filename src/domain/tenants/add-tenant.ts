import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import type { AddTenantInput, TenantView } from "#domain/tenants/tenant.schema.ts";

/**
 * Adds a tenant, for the operator (no actor). Safe to repeat: a second call sets the name. `conflict` while
 * the tenant is being removed.
 */
export const addTenant = async (
  { db, clock }: Pick<Deps, "db" | "clock">,
  { id, name }: AddTenantInput,
): Promise<TenantView> => {
  const row = await db.tenant.upsert({
    where: { id },
    create: { id, name, createdAt: clock() },
    update: { name },
    select: { id: true, name: true, createdAt: true, removingAt: true },
  });
  const { removingAt, ...tenant } = row;
  if (removingAt)
    throw new DomainError(
      "conflict",
      `The tenant ${id} is being removed. Run npm run tenant -- remove --id ${id} to its end, then add it anew.`,
    );
  return { ...tenant, createdAt: tenant.createdAt.toISOString() };
};
