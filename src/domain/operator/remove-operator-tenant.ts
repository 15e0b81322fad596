import type { Deps } from "#domain/context.ts";
import type { OperatorActor } from "#domain/operator/operator-deps.ts";
import type { RemovedTenantView } from "#domain/operator/operator-tenant.schema.ts";
import { recordOperatorAudit } from "#domain/operator/record-operator-audit.ts";
import { beginRemoval } from "#domain/tenants/begin-removal.ts";
import { announceRemoval, continueRemoval } from "#domain/tenants/remove-tenant.ts";

/** Work within the call, so that a tenant with few rows is gone with the answer. The worker does the rest. */
const WORK_MS_MAX = 500;

/**
 * Removes a tenant with all it has. Sending, sign-in and keys end with the commit; rows then go in batches, also after a
 * crash. Safe to repeat. `not_found` for an unknown tenant, and once it is gone.
 */
export const removeOperatorTenant = async (
  deps: Deps,
  actor: OperatorActor,
  { id, workMsMax = WORK_MS_MAX }: { id: string; workMsMax?: number },
): Promise<RemovedTenantView> => {
  const startedAt = await deps.db.$transaction(async (tx) => {
    const { name, startedAt, hasBegun } = await beginRemoval(deps, tx, { id });
    const target = { kind: "tenant", id, name } as const;
    if (hasBegun) await recordOperatorAudit(tx, actor, [{ action: "tenant.removed", target }], deps);
    return startedAt;
  });
  announceRemoval(deps, { id });
  const done = await continueRemoval(deps, { id, until: performance.now() + workMsMax });
  return { id, done, startedAt: startedAt.toISOString() };
};
