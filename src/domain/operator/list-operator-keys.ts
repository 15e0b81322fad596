import type { Deps } from "#domain/context.ts";
import type { OperatorKeyView } from "#domain/operator/operator-key.schema.ts";
import { operatorKeyColumns, toOperatorKeyView } from "#domain/operator/operator-key-view.ts";
import { type Page, type PageInput, toPage } from "#domain/pagination.schema.ts";

export const listOperatorKeys = async (
  { db }: Pick<Deps, "db">,
  { limit, cursor }: PageInput,
): Promise<Page<OperatorKeyView>> => {
  const rows = await db.operatorKey.findMany({
    select: operatorKeyColumns,
    where: cursor ? { id: { lt: cursor } } : {},
    orderBy: { id: "desc" },
    take: limit + 1,
  });
  return toPage(rows, limit, toOperatorKeyView);
};
