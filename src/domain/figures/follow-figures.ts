import type { Deps } from "#domain/context.ts";
import { followStatements } from "#domain/figures/follow-figures.sql.ts";
import type { Follower } from "#domain/follow/follow-rows.ts";

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
export const figureFollowers = ({ sql }: Pick<Deps, "sql">, rows = PAGE): readonly Follower[] =>
  (["delivery", "attempt"] as const).map((source) => {
    const { countNext, countOld, forgetReplaced } = followStatements(source, rows);
    return {
      name: `${source} figures`,
      followPage: async () => {
        const [page] = await sql<{ read: number; replaced: number; hasOld: boolean }>(countNext);
        if (!page) return false;
        if (page.replaced > 0) await sql(forgetReplaced);
        if (page.read >= rows || !page.hasOld) return page.read >= rows;
        const [old] = await sql<{ hasOld: boolean }>(countOld);
        if (!old?.hasOld) await sql(forgetReplaced);
        return old?.hasOld ?? false;
      },
    };
  });
