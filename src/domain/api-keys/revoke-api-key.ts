import type { ApiKeyView } from "#domain/api-keys/api-key.schema.ts";
import { apiKeyColumns, toApiKeyView } from "#domain/api-keys/api-key-view.ts";
import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";

/**
 * Revokes a key from the next request on; in a process that misses the announcement 5 s later. Safe to repeat: the first time stays. `not_found` also for another
 * tenant's key.
 */
export const revokeApiKey = async (
  { db, clock, publish, apiKeys }: Pick<Deps, "db" | "clock" | "publish" | "apiKeys">,
  actor: Actor,
  { id }: { id: string },
): Promise<ApiKeyView> => {
  const { tenantId } = actor;
  const now = clock();
  const revoked = await db.$transaction(async (tx) => {
    const { count } = await tx.apiKey.updateMany({
      data: { revokedAt: now },
      where: { tenantId, id, revokedAt: null },
    });
    const row = await tx.apiKey.findFirst({ select: apiKeyColumns, where: { tenantId, id } });
    if (!row) throw notFound("API key");
    const target = { kind: "api_key", id, name: row.name } as const;
    if (count > 0) await recordAudit(tx, actor, { action: "api_key.revoked", target }, now);
    return toApiKeyView(row);
  });
  apiKeys.forget([tenantId]);
  publish({ channel: "keys", tenantId });
  return revoked;
};
