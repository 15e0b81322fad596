import type { Deps } from "#domain/context.ts";
import { followStatements } from "#domain/figures/follow-figures.sql.ts";
import type { Follower } from "#domain/follow/follow-rows.ts";

export type Ended = Record<"delivered" | "failed" | "canceled", number>;

type Hooks = {
  /** Hears the final statuses of each page of deliveries. */
  onEnded?: ((ended: Ended) => void) | undefined;
  /** Hears whose figures have changed by a page of new ends. */
  onCounted?: ((tenantIds: readonly string[]) => void) | undefined;
};

/** Rows of one statement. */
const PAGE = 2_000;

/**
 * Counts ends into `webhook_figure` and `webhook_cause`, so that the figures are those of the rows: each delivery counts once, with its
 * newest final status at the time when it took it; each attempt once, with its newest result at the time of its end. When an end is
 * replaced (a failed delivery is resent and succeeds, a canceled one is recovered, an interrupted attempt is completed), a trigger keeps
 * the old end, and the follower subtracts it from its step. A resend that leaves the status alone changes no figure of deliveries.
 *
 * Rows from before the columns are counted downwards by id, one page after each look at new ones.
 */
export const figureFollowers = (
  { sql }: Pick<Deps, "sql">,
  rows = PAGE,
  { onEnded, onCounted }: Hooks = {},
): readonly Follower[] =>
  (["delivery", "attempt"] as const).map((source) => {
    const { look, countNext, countOld, forgetReplaced } = followStatements(source, rows);
    const next = async () => {
      const [page] = await sql<Ended & { read: number; replaced: number; tenantIds: string[] }>(countNext);
      if (page && source === "delivery") onEnded?.(page);
      if (page && page.tenantIds.length > 0) onCounted?.(page.tenantIds);
      if (page && page.replaced > 0) await sql(forgetReplaced);
      return (page?.read ?? 0) >= rows;
    };
    const old = async () => {
      const [page] = await sql<{ hasOld: boolean }>(countOld);
      if (!page?.hasOld) await sql(forgetReplaced);
      return page?.hasOld ?? false;
    };
    return {
      name: `${source} figures`,
      followPage: async () => {
        const [found] = await sql<{ hasNext: boolean; hasOld: boolean }>(look);
        const isMore = found?.hasNext ? await next() : false;
        return isMore || (found?.hasOld ? await old() : false);
      },
    };
  });
