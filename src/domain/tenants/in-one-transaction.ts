import type { Change, Deps } from "#domain/context.ts";

/**
 * Runs use cases of one tenant in one transaction: what they change commits together, or not at all. It is announced after the
 * commit. Nothing in it may wait for anything but the database.
 */
export const inOneTransaction = async <Result>(
  deps: Deps,
  tenantId: string,
  act: (deps: Deps) => Promise<Result>,
): Promise<Result> => {
  const changes: Change[] = [];
  const publish = (...more: Change[]) => {
    changes.push(...more);
  };
  const result = await deps.tenantTransaction(tenantId, (bound) => act({ ...deps, ...bound, publish }));
  if (changes.length > 0) deps.publish(...changes);
  return result;
};
