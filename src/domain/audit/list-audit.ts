import { type AuditView, auditActorKindOf, type ListAuditInput } from "#domain/audit/audit.schema.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { type Page, toPage } from "#domain/pagination.schema.ts";

/**
 * Lists entries, newest first. Pages are stable while rows are added. Another tenant's target matches no
 * entry. `forbidden` for a test key.
 */
export const listAudit = async (
  { db }: Pick<Deps, "db">,
  { tenantId, mode }: Actor,
  { limit, cursor, kind, targetId }: ListAuditInput,
): Promise<Page<AuditView>> => {
  if (mode === "test")
    throw new DomainError(
      "forbidden",
      "A test key cannot read the audit log, which names live objects. Use a live key.",
    );
  const rows = await db.auditLog.findMany({
    where: { tenantId, targetKind: kind, targetId, ...(cursor ? { id: { lt: cursor } } : {}) },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  return toPage(rows, limit, (row) => ({
    id: row.id,
    at: row.at.toISOString(),
    actor: { kind: auditActorKindOf(row.actorKind, row.actorId), id: row.actorId, name: row.actorName },
    action: row.action,
    target: { kind: row.targetKind, id: row.targetId, name: row.targetName },
    details: JSON.parse(row.details),
    address: row.address,
    userAgent: row.userAgent,
  }));
};
