import type { Deps } from "#domain/context.ts";

export type DueRecovery = { recoveryId: string; tenantId: string; dueAt: Date };

/**
 * Recoveries that may go on now, the longest waiting first, none of busy tenants. Reads only: the fence of `continueRecovery`
 * decides.
 */
export const findDueRecoveries = (
  { sql }: Pick<Deps, "sql">,
  {
    limit,
    running = [],
    busyTenants = [],
  }: { limit: number; running?: readonly string[]; busyTenants?: readonly string[] },
): Promise<DueRecovery[]> =>
  sql<DueRecovery>(
    `SELECT id AS "recoveryId", tenant_id AS "tenantId", due_at AS "dueAt" FROM webhook_recovery
     WHERE due_at <= now() AND NOT (id = ANY($2::text[])) AND NOT (tenant_id = ANY($3::text[])) ORDER BY due_at LIMIT $1`,
    [limit, running, busyTenants],
  );

/** How long until the next recovery goes on, in milliseconds by database time; null when none waits. */
export const nextRecoveryInMs = async ({ sql }: Pick<Deps, "sql">): Promise<number | null> => {
  const [row] = await sql<{ ms: number }>(
    `SELECT (extract(epoch FROM due_at - now()) * 1000)::float8 AS ms FROM webhook_recovery
     WHERE due_at > now() ORDER BY due_at LIMIT 1`,
  );
  return row?.ms ?? null;
};

/** How long a recovery may be due before its announcement counts as lost. */
const OVERDUE_MS = 30_000;

/**
 * Recoveries whose announcement to Inngest seems lost, to be announced again. Makes them due anew, because their event's
 * id holds the due time and Inngest silently drops an id that it has seen in the last 24 h.
 */
export const takeOverdueRecoveries = ({ sql }: Pick<Deps, "sql">): Promise<DueRecovery[]> =>
  sql<DueRecovery>(
    `UPDATE webhook_recovery SET due_at = now() WHERE due_at <= now() - ${OVERDUE_MS} * interval '1 millisecond'
     RETURNING id AS "recoveryId", tenant_id AS "tenantId", due_at AS "dueAt"`,
  );
