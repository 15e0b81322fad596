import type { Deps } from "#domain/context.ts";
import { newId } from "#domain/ids.ts";
import { keyHint, newKeyText } from "#domain/key-text.ts";
import type { OperatorActor } from "#domain/operator/operator-deps.ts";
import type { CreatedOperatorKeyView, CreateOperatorKeyInput } from "#domain/operator/operator-key.schema.ts";
import {
  hashOperatorKey,
  KEY_PREFIX,
  operatorKeyColumns,
  toOperatorKeyView,
} from "#domain/operator/operator-key-view.ts";
import { OPERATOR_SCOPES } from "#domain/operator/operator-scope.values.ts";
import { recordOperatorAudit } from "#domain/operator/record-operator-audit.ts";

const DAY_MS = 86_400_000;

/** Makes an operator key. Only this answer shows the key; the database stores a hash. A repeat makes another key. */
export const createOperatorKey = async (
  deps: Pick<Deps, "db" | "clock">,
  actor: OperatorActor,
  { name, scopes, allowedFrom = [], expiresInDays }: CreateOperatorKeyInput,
): Promise<CreatedOperatorKeyView> => {
  const now = deps.clock();
  const key = newKeyText(KEY_PREFIX);
  const data = {
    id: newId("opk", now.getTime()),
    name,
    hint: keyHint(key, KEY_PREFIX),
    hash: hashOperatorKey(key),
    scopes: [...new Set(scopes ?? OPERATOR_SCOPES)],
    allowedFrom: [...new Set(allowedFrom)],
    createdAt: now,
    expiresAt: expiresInDays == null ? null : new Date(now.getTime() + expiresInDays * DAY_MS),
  };
  const row = await deps.db.$transaction(async (tx) => {
    const created = await tx.operatorKey.create({ data, select: operatorKeyColumns });
    const target = { kind: "operator_key", id: created.id, name } as const;
    const details = { scopes: data.scopes, allowedFrom: data.allowedFrom };
    await recordOperatorAudit(tx, actor, [{ action: "operator_key.created", target, details }], deps);
    return created;
  });
  return { ...toOperatorKeyView(row), key };
};
