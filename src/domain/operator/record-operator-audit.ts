import { auditLine } from "#domain/audit/record-audit.ts";
import type { Deps, Sql } from "#domain/context.ts";
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

type OperatorAuditRow = ReturnType<typeof auditLine<string>>;

const auditRows = (
  actor: OperatorActor,
  entries: readonly OperatorAuditEntry[],
  { clock }: Pick<Deps, "clock">,
): OperatorAuditRow[] => {
  const now = clock();
  return entries.map((entry) => auditLine(actor, entry, now));
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
