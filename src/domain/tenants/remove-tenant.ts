import type { Deps } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";

const TIMEOUT_MS = 600_000;

/**
 * Removes a tenant with all it has: webhooks, events, deliveries, attempts, keys and users. For the operator, so without an
 * actor. All or nothing; `not_found` the second time. Attempts that are running end without being recorded.
 */
export const removeTenant = async ({ db }: Pick<Deps, "db">, { id }: { id: string }): Promise<void> => {
  await db.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT set_config('statement_timeout', ${String(TIMEOUT_MS)}, true)`;
      // Webhooks first, then what hangs on them: the order in which everybody locks.
      await tx.webhookSubscription.deleteMany({ where: { tenantId: id } });
      // Events have no foreign key to the tenant, because a rejected one keeps the tenant it claimed to be for.
      await tx.webhookEvent.deleteMany({ where: { tenantId: id } });
      const { count } = await tx.tenant.deleteMany({ where: { id } });
      if (count === 0) throw notFound("tenant");
    },
    { timeout: TIMEOUT_MS },
  );
};
