import type { Deps } from "#domain/context.ts";
import { type Page, type PageInput, toPage } from "#domain/pagination.schema.ts";
import type { TenantView } from "#domain/tenants/tenant.schema.ts";

/** Serves the operator (no actor). */
export const listTenants = async (
  { db }: Pick<Deps, "db">,
  { limit, cursor }: PageInput,
): Promise<Page<TenantView>> => {
  const rows = await db.tenant.findMany({
    select: { id: true, name: true, createdAt: true },
    where: cursor ? { id: { gt: cursor } } : {},
    orderBy: { id: "asc" },
    take: limit + 1,
  });
  return toPage(rows, limit, (row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
};
