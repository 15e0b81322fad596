import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import type { OperatorActor } from "#domain/operator/operator-deps.ts";
import type { OperatorKeyView } from "#domain/operator/operator-key.schema.ts";
import { operatorKeyColumns, toOperatorKeyView } from "#domain/operator/operator-key-view.ts";
import { recordOperatorAudit } from "#domain/operator/record-operator-audit.ts";

/** Revokes a key from the next request on. Safe to repeat: the first time stays. `not_found` for an unknown id. */
export const revokeOperatorKey = async (
  deps: Pick<Deps, "db" | "clock">,
  actor: OperatorActor,
  { id }: { id: string },
): Promise<OperatorKeyView> =>
  deps.db.$transaction(async (tx) => {
    const { count } = await tx.operatorKey.updateMany({
      data: { revokedAt: deps.clock() },
      where: { id, revokedAt: null },
    });
    const row = await tx.operatorKey.findUnique({ select: operatorKeyColumns, where: { id } });
    if (!row) throw new DomainError("not_found", `There is no operator key ${id}. List them: npm run operator -- list`);
    const target = { kind: "operator_key", id, name: row.name } as const;
    if (count > 0) await recordOperatorAudit(tx, actor, [{ action: "operator_key.revoked", target }], deps);
    return toOperatorKeyView(row);
  });
