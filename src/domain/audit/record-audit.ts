import { actorId } from "#domain/actor-id.ts";
import type { AuditAction, AuditTargetKind } from "#domain/audit/audit.schema.ts";
import type { Actor } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { type RowsSql, rowsOf } from "#domain/sql/rows-of.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/**
 * Entry to write. `details` hold field names, numbers and times, never secrets, header values or customer
 * data.
 */
export type AuditEntry = {
  action: AuditAction;
  target: { kind: AuditTargetKind; id: string | null; name?: string | null };
  details?: Record<string, string | number | boolean | null | readonly string[]>;
};

const NAME_LENGTH_MAX = 200;
const USER_AGENT_LENGTH_MAX = 300;

/** Writes an audit line. Call it in the transaction of the change, so both commit or neither. */
export const recordAudit = async (
  tx: Pick<Prisma.TransactionClient, "auditLog">,
  actor: Actor,
  entry: AuditEntry,
  now: Date,
): Promise<void> => {
  await tx.auditLog.create({ data: auditRow(actor, entry, now), select: { id: true } });
};

type AuditRow = {
  id: string;
  tenantId: string;
  at: Date;
  actorKind: string;
  actorId: string;
  actorName: string | null;
  action: string;
  targetKind: string;
  targetId: string | null;
  targetName: string | null;
  details: string;
  address: string | null;
  userAgent: string | null;
};

/**
 * Parameter for a statement that writes its own audit line: `audit: AUDIT`, with the value `auditRows(…)`.
 */
export const AUDIT = rowsOf<AuditRow>({
  id: "text",
  tenantId: "text",
  at: "timestamptz",
  actorKind: "text",
  actorId: "text",
  actorName: "text",
  action: "text",
  targetKind: "text",
  targetId: "text",
  targetName: "text",
  details: "text",
  address: "text",
  userAgent: "text",
});

export const auditSql = (audit: RowsSql, change: string): string =>
  `${insertLines(audit)} WHERE EXISTS (SELECT FROM ${change})`;

/** SQL: one line for each changed object, by the line's target. */
export const auditEachSql = (audit: RowsSql, change: string): string =>
  `${insertLines(audit)} WHERE target_id IN (SELECT id FROM ${change})`;

const insertLines = (audit: RowsSql): string => `
  INSERT INTO audit_log (id, tenant_id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id, target_name,
    details, address, user_agent)
  SELECT id, tenant_id, at, actor_kind, actor_id, actor_name, action, target_kind, target_id, target_name, details, address,
    user_agent
  FROM ${audit.as("line")}`;

export const auditRows = (actor: Actor, entry: AuditEntry, now: Date): AuditRow[] => [auditRow(actor, entry, now)];

const auditRow = (actor: Actor, entry: AuditEntry, now: Date): AuditRow => ({
  ...auditLine(actor, entry, now),
  tenantId: actor.tenantId,
  // Stored as before, so that older versions read the line.
  actorKind: actor.by.kind === "operator" ? "system" : actor.by.kind,
});

type Entry<Id> = Pick<AuditEntry, "details"> & {
  action: string;
  target: { kind: string; id: Id; name?: string | null };
};

/** Columns of a line in each audit log, a tenant's and the operator's. */
export const auditLine = <Id extends string | null>(
  actor: Pick<Actor, "by" | "from">,
  { action, target, details = {} }: Entry<Id>,
  now: Date,
) => ({
  id: newId("aud", now.getTime()),
  at: now,
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

/** Cleans a user agent or name: PostgreSQL text refuses NUL and lone surrogates. */
const storable = (text: string | null | undefined, lengthMax: number): string | null =>
  text ? text.replaceAll("\0", "").slice(0, lengthMax).toWellFormed() : null;
