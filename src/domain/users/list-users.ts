import type { Deps } from "#domain/context.ts";
import { type Page, type PageInput, toPage } from "#domain/pagination.schema.ts";
import type { UserView } from "#domain/users/user.schema.ts";

/** Lists password users, newest first, of one tenant or of all, for the operator (no actor). */
export const listUsers = async (
  { db }: Pick<Deps, "db">,
  { tenantId, limit, cursor }: PageInput & { tenantId?: string | undefined },
): Promise<Page<UserView>> => {
  const rows = await db.user.findMany({
    select: { id: true, tenantId: true, email: true, name: true, role: true, twoFactorEnabled: true, createdAt: true },
    where: { ...(tenantId ? { tenantId } : {}), ...(cursor ? { id: { lt: cursor } } : {}) },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  return toPage(rows, limit, ({ twoFactorEnabled, createdAt, ...row }) => ({
    ...row,
    hasSecondFactor: twoFactorEnabled,
    createdAt: createdAt.toISOString(),
  }));
};
