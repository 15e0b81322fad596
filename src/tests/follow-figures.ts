import type { Deps } from "#domain/context.ts";
import { type Ended, figureFollowers } from "#domain/figures/follow-figures.ts";
import { olderTransactionsEnded } from "./older-transactions.ts";

/** Counts all that is committed. */
export const followFigures = async (
  { sql }: Pick<Deps, "sql">,
  rows?: number,
  onEnded?: (ended: Ended) => void,
): Promise<void> => {
  await olderTransactionsEnded({ sql });
  for (const { followPage } of figureFollowers({ sql }, rows, onEnded)) while (await followPage());
};
