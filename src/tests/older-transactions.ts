import type { Deps } from "#domain/context.ts";
import { until } from "./until.ts";

/** Waits for transactions that are older than this call: followers stay behind them, also those of other tests' databases. */
export const olderTransactionsEnded = async ({ sql }: Pick<Deps, "sql">): Promise<void> => {
  const [now] = await sql<{ xid: string }>("SELECT pg_current_xact_id()::text AS xid");
  await until("older transactions have ended", async () => {
    const [row] = await sql<{ isOldest: boolean }>(
      `SELECT pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 AS "isOldest"`,
      [now?.xid],
    );
    return row?.isOldest;
  });
};
