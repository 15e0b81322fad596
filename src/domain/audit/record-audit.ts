import { actorId } from "#domain/actor-id.ts";
import type { AuditAction, AuditTargetKind } from "#domain/audit/audit.schema.ts";
import type { Actor } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/** `details` are names of fields, numbers and times: never a secret, a header's value or what a customer said. */
export type AuditEntry = {
  action: AuditAction;
  target: { kind: AuditTargetKind; id: string | null; name?: string | null };
  details?: Record<string, string | number | boolean | null | readonly string[]>;
};

const NAME_LENGTH_MAX = 200;
const USER_AGENT_LENGTH_MAX = 300;

/** Writes down who did what, in the transaction of the change itself: there is none without its line, and no line without it. */
export const recordAudit = async (
  tx: Pick<Prisma.TransactionClient, "auditLog">,
  actor: Actor,
  entry: AuditEntry,
  now: Date,
): Promise<void> => {
  await tx.auditLog.create({ data: auditRow(actor, entry, now), select: { id: true } });
};

/**
 * The same for a change that is one statement: SQL that writes the line if `from` has a row, taking its values from the
 * parameters that begin at `first`, which are `auditValues`.
 */
export const auditSql = (first: number, from: string): string => `
  INSERT INTO audit_log (id, tenant_id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id, target_name,
    details, address, user_agent)
  SELECT ${TYPES.map((type, index) => `$${first + index}::${type}`).join(", ")} FROM ${from} LIMIT 1`;

export const auditValues = (actor: Actor, entry: AuditEntry, now: Date): unknown[] => {
  const row = auditRow(actor, entry, now);
  return [
    row.id,
    row.tenantId,
    row.at,
    row.actorKind,
    row.actorId,
    row.actorName,
    row.action,
    row.targetKind,
    row.targetId,
    row.targetName,
    row.details,
    row.address,
    row.userAgent,
  ];
};

const TYPES = ["text", "text", "timestamptz", ...Array<string>(10).fill("text")];

const auditRow = (actor: Actor, { action, target, details = {} }: AuditEntry, now: Date) => ({
  id: newId("aud", now.getTime()),
  tenantId: actor.tenantId,
  at: now,
  actorKind: actor.by.kind,
  actorId: actorId(actor),
  actorName: actor.by.kind === "system" ? null : storable(actor.by.name, NAME_LENGTH_MAX),
  action,
  targetKind: target.kind,
  targetId: target.id,
  targetName: storable(target.name, NAME_LENGTH_MAX),
  details: JSON.stringify(details),
  address: actor.from?.address ?? null,
  userAgent: storable(actor.from?.userAgent, USER_AGENT_LENGTH_MAX),
});

/** A caller chooses its user agent; PostgreSQL refuses NUL and lone surrogates in text. */
const storable = (text: string | null | undefined, lengthMax: number): string | null =>
  text ? text.replaceAll("\0", "").slice(0, lengthMax).toWellFormed() : null;
