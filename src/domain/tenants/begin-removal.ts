import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/**
 * Ends sending and sign-in of a tenant, for the operator: webhooks, keys, users and sessions are gone with this commit, and
 * no event creates the tenant again. Safe to repeat: the first instant stays. `not_found` once the tenant is gone.
 */
export const beginRemoval = async (
  { clock }: Pick<Deps, "clock">,
  tx: Prisma.TransactionClient,
  { id }: { id: string },
): Promise<{ name: string; startedAt: Date; hasBegun: boolean }> => {
  const now = clock();
  const { count } = await tx.tenant.updateMany({ data: { removingAt: now }, where: { id, removingAt: null } });
  const tenant = await tx.tenant.findUnique({ where: { id }, select: { name: true, removingAt: true } });
  if (!tenant) throw new DomainError("not_found", `There is no tenant ${JSON.stringify(id)}.`);
  await tx.removedTenant.upsert({ where: { id }, create: { id, removedAt: now }, update: { removedAt: now } });
  await tx.webhookSubscription.updateMany({
    data: { active: false, deletedAt: now },
    where: { tenantId: id, deletedAt: null },
  });
  await tx.apiKey.deleteMany({ where: { tenantId: id } });
  await tx.memberInvite.deleteMany({ where: { tenantId: id } });
  await tx.user.deleteMany({ where: { tenantId: id } });
  await tx.portalSession.deleteMany({ where: { tenantId: id } });
  return { name: tenant.name, startedAt: tenant.removingAt ?? now, hasBegun: count > 0 };
};
