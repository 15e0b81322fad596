import type { Deps } from "#domain/context.ts";
import { type Ended, figureFollowers } from "#domain/figures/follow-figures.ts";
import { until } from "./until.ts";

/** Counts all that is committed. Waits for older transactions first: followers stay behind them, also those of other tests' databases. */
export const followFigures = async (
  { sql }: Pick<Deps, "sql">,
  rows?: number,
  onEnded?: (ended: Ended) => void,
): Promise<void> => {
  const [now] = await sql<{ xid: string }>("SELECT pg_current_xact_id()::text AS xid");
  await until("older transactions have ended", async () => {
    const [row] = await sql<{ isOldest: boolean }>(
      `SELECT pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 AS "isOldest"`,
      [now?.xid],
    );
    return row?.isOldest;
  });
  for (const { followPage } of figureFollowers({ sql }, rows, onEnded)) while (await followPage());
};
