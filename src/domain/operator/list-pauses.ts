import type { Deps } from "#domain/context.ts";
import { type ListPausesInput, type PauseView, toPauseCursor } from "#domain/operator/pause.schema.ts";
import { pauseColumns, toPauseView } from "#domain/operator/pause-view.ts";
import type { Page } from "#domain/pagination.schema.ts";

/** Lists the operator's pauses, newest first. Suspended tenants stand in the list of tenants. */
export const listPauses = async (
  { db }: Pick<Deps, "db">,
  { limit, cursor }: ListPausesInput,
): Promise<Page<PauseView>> => {
  const older = cursor && {
    OR: [{ createdAt: { lt: cursor.createdAt } }, { createdAt: cursor.createdAt, scope: { lt: cursor.scope } }],
  };
  const rows = await db.sendingPause.findMany({
    select: pauseColumns,
    where: { cause: "operator", ...older },
    orderBy: [{ createdAt: "desc" }, { scope: "desc" }],
    take: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { data: shown.map(toPauseView), nextCursor: rows.length > limit && last ? toPauseCursor(last) : null };
};
