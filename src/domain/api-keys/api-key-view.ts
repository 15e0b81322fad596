import type { ApiKeyView } from "#domain/api-keys/api-key.schema.ts";
import { apiScope } from "#domain/api-keys/api-key.schema.ts";
import type { Mode } from "#domain/mode.schema.ts";
import type { Prisma } from "#generated/prisma/client.ts";

export const apiKeyColumns = {
  id: true,
  name: true,
  mode: true,
  hint: true,
  scopes: true,
  createdAt: true,
  expiresAt: true,
  lastUsedAt: true,
  revokedAt: true,
} as const satisfies Prisma.ApiKeySelect;

type ApiKeyRow = Prisma.ApiKeyGetPayload<{ select: typeof apiKeyColumns }>;

export const toApiKeyView = (row: ApiKeyRow): ApiKeyView => ({
  id: row.id,
  name: row.name,
  // CHECK of the column allows exactly these values.
  mode: row.mode as Mode,
  hint: row.hint,
  scopes: knownScopes(row.scopes),
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
});

/** Leaves out scopes that this version does not know. */
export const knownScopes = (stored: readonly string[]): ApiKeyView["scopes"] =>
  apiScope.options.filter((scope) => stored.includes(scope));
