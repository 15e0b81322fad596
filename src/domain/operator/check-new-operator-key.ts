import { DomainError } from "#domain/errors.ts";
import type { CreateOperatorKeyInput } from "#domain/operator/operator-key.schema.ts";
import { OPERATOR_SCOPES, type OperatorScope } from "#domain/operator/operator-scope.values.ts";
import { areWithin } from "#domain/url-policy/networks.ts";

const DAY_MS = 86_400_000;

/**
 * Refuses a key that may do more, works from more networks, or lasts longer than the key that makes it. Scopes and networks that are left
 * out are those of the maker.
 */
export const checkNewOperatorKey = (
  input: CreateOperatorKeyInput,
  maker: { scopes: readonly OperatorScope[]; allowedFrom: readonly string[]; keyExpiresAt: Date | null },
  now: Date,
): CreateOperatorKeyInput => {
  const scopes = input.scopes ?? OPERATOR_SCOPES.filter((scope) => maker.scopes.includes(scope));
  const above = scopes.filter((scope) => !maker.scopes.includes(scope));
  if (above.length > 0) throw new DomainError("forbidden", `Your operator key lacks ${above.join(", ")} itself.`);
  const allowedFrom = input.allowedFrom ?? [...maker.allowedFrom];
  // An empty list allows every address.
  if (maker.allowedFrom.length > 0 && (allowedFrom.length === 0 || !areWithin(allowedFrom, maker.allowedFrom)))
    throw new DomainError("forbidden", `Your operator key itself works only from ${maker.allowedFrom.join(", ")}.`);
  const end = input.expiresInDays == null ? Number.POSITIVE_INFINITY : now.getTime() + input.expiresInDays * DAY_MS;
  if (maker.keyExpiresAt && end > maker.keyExpiresAt.getTime())
    throw new DomainError(
      "forbidden",
      `Your operator key works until ${maker.keyExpiresAt.toISOString()}: give expiresInDays so that the new key ends before.`,
    );
  return { ...input, scopes, allowedFrom };
};
