import { type AuditView, auditActorKind, type ListAuditInput } from "#domain/audit/audit.schema.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { type Page, toPage } from "#domain/pagination.schema.ts";

/**
 * Lists entries, newest first. Pages are stable while rows are added. Another tenant's target matches no
 * entry.
 */
export const listAudit = async (
  { db }: Pick<Deps, "db">,
  { tenantId }: Actor,
  { limit, cursor, kind, targetId }: ListAuditInput,
): Promise<Page<AuditView>> => {
  const rows = await db.auditLog.findMany({
    where: { tenantId, targetKind: kind, targetId, ...(cursor ? { id: { lt: cursor } } : {}) },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  return toPage(rows, limit, (row) => ({
    id: row.id,
    at: row.at.toISOString(),
    actor: { kind: auditActorKind.parse(row.actorKind), id: row.actorId, name: row.actorName },
    action: row.action,
    target: { kind: row.targetKind, id: row.targetId, name: row.targetName },
    details: JSON.parse(row.details),
    address: row.address,
    userAgent: row.userAgent,
  }));
};
