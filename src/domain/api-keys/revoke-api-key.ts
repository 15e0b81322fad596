import type { ApiKeyView } from "#domain/api-keys/api-key.schema.ts";
import { apiKeyColumns, toApiKeyView } from "#domain/api-keys/api-key-view.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";

/** Ends a key from the next request on. Safe to repeat: the first time stays. `not_found` also for another tenant's. */
export const revokeApiKey = async (
  { db, clock }: Pick<Deps, "db" | "clock">,
  { tenantId }: Actor,
  { id }: { id: string },
): Promise<ApiKeyView> => {
  await db.apiKey.updateMany({ data: { revokedAt: clock() }, where: { tenantId, id, revokedAt: null } });
  const row = await db.apiKey.findFirst({ select: apiKeyColumns, where: { tenantId, id } });
  if (!row) throw notFound("API key");
  return toApiKeyView(row);
};
