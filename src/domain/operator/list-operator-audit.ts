import { type AuditView, auditActorKindOf } from "#domain/audit/audit.schema.ts";
import type { Deps } from "#domain/context.ts";
import type { ListOperatorAuditInput } from "#domain/operator/operator-audit.schema.ts";
import { type Page, toPage } from "#domain/pagination.schema.ts";

/**
 * Lists changes by the operator, newest first. A trigger of `audit_log` adds what operator keys do on behalf of a tenant, whose own log
 * goes with the tenant.
 */
export const listOperatorAudit = async (
  { db }: Pick<Deps, "db">,
  { limit, cursor, targetId }: ListOperatorAuditInput,
): Promise<Page<AuditView>> => {
  const rows = await db.operatorAudit.findMany({
    where: { targetId, ...(cursor ? { id: { lt: cursor } } : {}) },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  return toPage(rows, limit, (row) => ({
    id: row.id,
    at: row.at.toISOString(),
    actor: { kind: auditActorKindOf("system", row.actorId), id: row.actorId, name: row.actorName },
    action: row.action,
    target: { kind: row.targetKind, id: row.targetId, name: row.targetName },
    details: JSON.parse(row.details),
    address: row.address,
    userAgent: row.userAgent,
  }));
};
