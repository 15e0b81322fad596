import type { Deps } from "#domain/context.ts";
import { statement } from "#domain/sql/statement.ts";

export type DueRecovery = { recoveryId: string; tenantId: string; dueAt: Date };

export const findDueRecoveries = (
  { sql }: Pick<Deps, "sql">,
  {
    limit,
    running = [],
    busyTenants = [],
  }: { limit: number; running?: readonly string[]; busyTenants?: readonly string[] },
): Promise<DueRecovery[]> => sql<DueRecovery>(...FIND_DUE({ limit, running, busyTenants }));

const FIND_DUE = statement(
  { limit: "int", running: "text[]", busyTenants: "text[]" },
  ({ limit, running, busyTenants }) => `
SELECT id AS "recoveryId", tenant_id AS "tenantId", due_at AS "dueAt" FROM webhook_recovery
WHERE due_at <= now() AND NOT (id = ANY(${running})) AND NOT (tenant_id = ANY(${busyTenants})) ORDER BY due_at LIMIT ${limit}`,
);

/** Returns milliseconds by database time. */
export const nextRecoveryInMs = async ({ sql }: Pick<Deps, "sql">): Promise<number | null> => {
  const [row] = await sql<{ ms: number }>(
    `SELECT (extract(epoch FROM due_at - now()) * 1000)::float8 AS ms FROM webhook_recovery
     WHERE due_at > now() ORDER BY due_at LIMIT 1`,
  );
  return row?.ms ?? null;
};

/** Age from which an announcement counts as lost. */
const OVERDUE_MS = 30_000;

/** Renews the due time, which is part of the Inngest event id: Inngest drops an id seen in the last 24 h. */
export const takeOverdueRecoveries = ({ sql }: Pick<Deps, "sql">): Promise<DueRecovery[]> =>
  sql<DueRecovery>(
    `UPDATE webhook_recovery SET due_at = now() WHERE due_at <= now() - ${OVERDUE_MS} * interval '1 millisecond'
     RETURNING id AS "recoveryId", tenant_id AS "tenantId", due_at AS "dueAt"`,
  );
