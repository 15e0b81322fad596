import { actorId } from "#domain/actor-id.ts";
import type { Deps, Sql } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import type { OperatorAuditAction, OperatorAuditTarget } from "#domain/operator/operator-audit.schema.ts";
import type { OperatorActor } from "#domain/operator/operator-deps.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import type { Prisma } from "#generated/prisma/client.ts";

/** Entry to write. `details` hold field names and numbers, never secrets. */
export type OperatorAuditEntry = {
  action: OperatorAuditAction;
  target: { kind: OperatorAuditTarget; id: string; name?: string | null };
  details?: Record<string, string | number | boolean | null | readonly string[]>;
};

const NAME_LENGTH_MAX = 200;
const USER_AGENT_LENGTH_MAX = 300;

/** Writes lines of the operator's audit log. Call it in the transaction of the change, so that both commit or neither. */
export const recordOperatorAudit = async (
  tx: Pick<Prisma.TransactionClient, "operatorAudit">,
  actor: OperatorActor,
  entries: readonly OperatorAuditEntry[],
  deps: Pick<Deps, "clock">,
): Promise<void> => {
  if (entries.length > 0) await tx.operatorAudit.createMany({ data: auditRows(actor, entries, deps) });
};

/** Writes many lines in one statement: Prisma took 0.8 s for 1,000 (measured). */
export const recordManyOperatorAudits = async (
  sql: Sql,
  actor: OperatorActor,
  entries: readonly OperatorAuditEntry[],
  deps: Pick<Deps, "clock">,
): Promise<void> => {
  if (entries.length > 0) await sql(...INSERT({ lines: auditRows(actor, entries, deps) }));
};

type OperatorAuditRow = {
  id: string;
  at: Date;
  actorId: string;
  actorName: string | null;
  action: string;
  targetKind: string;
  targetId: string;
  targetName: string | null;
  details: string;
  address: string | null;
  userAgent: string | null;
};

const auditRows = (
  actor: OperatorActor,
  entries: readonly OperatorAuditEntry[],
  { clock }: Pick<Deps, "clock">,
): OperatorAuditRow[] => {
  const now = clock();
  return entries.map(({ action, target, details = {} }) => ({
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
  }));
};

const INSERT = statement(
  {
    lines: rowsOf<OperatorAuditRow>({
      id: "text",
      at: "timestamptz",
      actorId: "text",
      actorName: "text",
      action: "text",
      targetKind: "text",
      targetId: "text",
      targetName: "text",
      details: "text",
      address: "text",
      userAgent: "text",
    }),
  },
  ({ lines }) => `
INSERT INTO operator_audit (id, at, actor_id, actor_name, action, target_kind, target_id, target_name, details, address, user_agent)
SELECT id, at, actor_id, actor_name, action, target_kind, target_id, target_name, details, address, user_agent
FROM ${lines.as("line")}`,
);

/** Cleans a user agent or name: PostgreSQL text refuses NUL and lone surrogates. */
const storable = (text: string | null | undefined, lengthMax: number): string | null =>
  text ? text.replaceAll("\0", "").slice(0, lengthMax).toWellFormed() : null;
