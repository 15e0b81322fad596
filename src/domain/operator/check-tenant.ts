import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { noTenant } from "#domain/operator/tenant-settings.ts";

/** `not_found` for an unknown tenant; `conflict` for a change while it is being removed. */
export const checkTenant = async (
  { db }: Pick<Deps, "db">,
  { id, isChange }: { id: string; isChange: boolean },
): Promise<void> => {
  const tenant = await db.tenant.findUnique({ where: { id }, select: { removingAt: true } });
  if (!tenant) throw noTenant(id);
  if (tenant.removingAt && isChange) throw new DomainError("conflict", `The tenant ${id} is being removed.`);
};
