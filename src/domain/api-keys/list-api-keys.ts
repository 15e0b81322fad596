import type { ApiKeyView } from "#domain/api-keys/api-key.schema.ts";
import { apiKeyColumns, toApiKeyView } from "#domain/api-keys/api-key-view.ts";
import type { Actor, Deps } from "#domain/context.ts";
import { type Page, type PageInput, toPage } from "#domain/pagination.schema.ts";

export const listApiKeys = async (
  { db }: Pick<Deps, "db">,
  { tenantId }: Actor,
  { limit, cursor }: PageInput,
): Promise<Page<ApiKeyView>> => {
  const rows = await db.apiKey.findMany({
    select: apiKeyColumns,
    where: { tenantId, ...(cursor ? { id: { lt: cursor } } : {}) },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  return toPage(rows, limit, toApiKeyView);
};
