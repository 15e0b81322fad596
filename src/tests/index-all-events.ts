import type { Deps } from "#domain/context.ts";
import { searchFollower } from "#domain/search/follow-events.ts";
import { olderTransactionsEnded } from "./older-transactions.ts";

/** Makes all committed events findable by words, as the worker does every few seconds. */
export const indexAllEvents = async (deps: Pick<Deps, "sql">): Promise<void> => {
  await olderTransactionsEnded(deps);
  const { followPage } = searchFollower(deps);
  while (await followPage());
};
