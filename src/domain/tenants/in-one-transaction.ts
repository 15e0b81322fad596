import type { Change, Deps } from "#domain/context.ts";

/**
 * Runs use cases in one transaction. Announcements and storage counts follow the commit. `act` may wait for
 * the database only.
 */
export const inOneTransaction = async <Result, Own extends Deps>(
  deps: Own,
  tenantId: string,
  act: (deps: Own) => Promise<Result>,
): Promise<Result> => {
  const changes: Change[] = [];
  const stored: ReadonlyMap<string, number>[] = [];
  const publish = (...more: Change[]) => {
    changes.push(...more);
  };
  const storage: Deps["storage"] = {
    ...deps.storage,
    add: (bytesByTenant) => {
      stored.push(bytesByTenant);
    },
  };
  const result = await deps.tenantTransaction(tenantId, (bound) => {
    // A transaction within joins this one, so that a use case commits together with the answer that is remembered.
    const joined: Pick<Deps, "tenantTransaction" | "engineTransaction"> = {
      tenantTransaction: (_, within) => within(bound),
      engineTransaction: (within) => within(bound),
    };
    return act({ ...deps, ...bound, ...joined, publish, storage });
  });
  for (const bytesByTenant of stored) deps.storage.add(bytesByTenant);
  if (changes.length > 0) deps.publish(...changes);
  return result;
};
