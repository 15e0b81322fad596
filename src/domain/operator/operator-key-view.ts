import { createHash } from "node:crypto";
import { type OperatorKeyView, operatorScope } from "#domain/operator/operator-key.schema.ts";
import type { OperatorScope } from "#domain/operator/operator-scope.values.ts";
import type { Prisma } from "#generated/prisma/client.ts";

export const KEY_PREFIX = "mok_";

/** Uses a fast hash: a key has 256 random bits. Without a master key in it, a rotation keeps operator keys. */
export const hashOperatorKey = (key: string): string => createHash("sha256").update(key).digest("hex");

export const operatorKeyColumns = {
  id: true,
  name: true,
  hint: true,
  scopes: true,
  allowedFrom: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
  revokedAt: true,
} as const satisfies Prisma.OperatorKeySelect;

type OperatorKeyRow = Prisma.OperatorKeyGetPayload<{ select: typeof operatorKeyColumns }>;

export const toOperatorKeyView = (row: OperatorKeyRow): OperatorKeyView => ({
  ...row,
  scopes: knownOperatorScopes(row.scopes),
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
});

/** Leaves out scopes that this version does not know. */
export const knownOperatorScopes = (stored: readonly string[]): OperatorScope[] =>
  operatorScope.options.filter((scope) => stored.includes(scope));
