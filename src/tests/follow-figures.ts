import type { Deps } from "#domain/context.ts";
import { figureFollowers } from "#domain/figures/follow-figures.ts";
import { olderTransactionsEnded } from "./older-transactions.ts";

/** Counts all that is committed. */
export const followFigures = async (
  { sql }: Pick<Deps, "sql">,
  rows?: number,
  hooks?: Parameters<typeof figureFollowers>[2],
): Promise<void> => {
  await olderTransactionsEnded({ sql });
  for (const { followPage } of figureFollowers({ sql }, rows, hooks)) while (await followPage());
};
