import type { CreateApiKeyInput, CreatedApiKeyView } from "#domain/api-keys/api-key.schema.ts";
import { apiKeyHint, newApiKeyText } from "#domain/api-keys/api-key-text.ts";
import { apiKeyColumns, toApiKeyView } from "#domain/api-keys/api-key-view.ts";
import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { DomainError, notFound } from "#domain/errors.ts";
import { newId } from "#domain/ids.ts";
import { instantOf } from "#domain/instant.schema.ts";
import { Prisma } from "#generated/prisma/client.ts";

const DAY_MS = 86_400_000;

/**
 * Makes an API key. Only this answer shows the key; the database stores a keyed hash. A repeat makes another
 * key. `not_found` for an unknown tenant, `invalid` for an end in the past.
 */
export const createApiKey = async (
  { db, clock, secrets }: Pick<Deps, "db" | "clock" | "secrets">,
  actor: Actor,
  { name, scopes, mode: asked, ...lifetime }: CreateApiKeyInput,
): Promise<CreatedApiKeyView> => {
  const { tenantId } = actor;
  const now = clock();
  const mode = asked ?? "live";
  const key = newApiKeyText(mode);
  const [hash] = secrets.fingerprints(key);
  const data = {
    id: newId("key", now.getTime()),
    tenantId,
    name,
    mode,
    hint: apiKeyHint(key),
    hash,
    hashKeyId: secrets.keyIds[0],
    scopes: [...new Set(scopes)],
    createdAt: now,
    expiresAt: endOf(lifetime, now),
  };
  const row = await db
    .$transaction(async (tx) => {
      const created = await tx.apiKey.create({ data, select: apiKeyColumns });
      const target = { kind: "api_key", id: created.id, name } as const;
      await recordAudit(tx, actor, { action: "api_key.created", target, details: { scopes: data.scopes, mode } }, now);
      return created;
    })
    .catch((error: unknown) => {
      const isTenantMissing = error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2003";
      throw isTenantMissing ? notFound("tenant") : error;
    });
  return { ...toApiKeyView(row), key };
};

const endOf = (
  { expiresInDays, expiresAt }: Pick<CreateApiKeyInput, "expiresInDays" | "expiresAt">,
  now: Date,
): Date | null => {
  if (expiresInDays != null) return new Date(now.getTime() + expiresInDays * DAY_MS);
  if (expiresAt == null) return null;
  const end = instantOf(expiresAt);
  if (end > now) return end;
  throw new DomainError("invalid", "The key would have expired already.", [
    { path: "expiresAt", message: "use an instant in the future", reason: "field_in_future" },
  ]);
};
