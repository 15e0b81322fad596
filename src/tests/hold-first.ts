import type { Sql } from "#domain/context.ts";
import { STORE } from "#engine/accept/store-events.sql.ts";

/** Text of the statement that stores events. */
export const [STORE_TEXT] = STORE({ events: [], announcement: null });

/** Counts the events of each statement that stores, and holds the first one back until `release`. */
export const holdFirst = (sql: Sql) => {
  const sizes: number[] = [];
  const begun = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const held: Sql = async (text, values = []) => {
    if (text === STORE_TEXT) {
      sizes.push((values[0] as string[]).length);
      begun.resolve();
      if (sizes.length === 1) await released.promise;
    }
    return sql(text, values);
  };
  return { sizes, sql: held, begun: begun.promise, release: released.resolve };
};
