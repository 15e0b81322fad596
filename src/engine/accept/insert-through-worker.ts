import type { Deps } from "#domain/context.ts";
import { hasSqlState, UNIQUE_VIOLATION } from "#domain/sql/sql-state.ts";
import type { NewEvent } from "#engine/accept/prepare-event.ts";

export type InsertDeps = Pick<Deps, "sql" | "bodyPacking">;

/**
 * Returns the ids of the rows that were added, each with the reason for which the statement rejected it.
 *
 * @param unique rows to add
 * @param rows all of the requests, for errors that name their places
 */
export type Insert = (
  deps: InsertDeps,
  unique: readonly NewEvent[],
  rows: readonly NewEvent[],
) => Promise<ReadonlyMap<string, string | null>>;

/**
 * Asks the worker to store events together with their deliveries, which saves a commit and a wake on an idle machine. Resolves to the ids of
 * those that it stored, after the commit. `left`: it stored none. `unknown`: it did not answer in time, and may still store them.
 */
export type HandOver = (rows: readonly NewEvent[]) => Promise<readonly string[] | "left" | "unknown">;

/** Lets the worker store events, and stores what it left. Ids are unique, so an event is stored once whoever is first. */
export const insertThroughWorker =
  (handOver: HandOver, insert: Insert): Insert =>
  async (deps, unique, rows) => {
    const handed = await handOver(unique);
    if (handed === "left") return insert(deps, unique, rows);
    if (handed !== "unknown") return accepted(handed);
    const insertMissing = async () => {
      const ids = unique.map(({ id }) => id);
      const stored = await deps.sql<{ id: string }>("SELECT id FROM webhook_event WHERE id = ANY($1)", [ids]);
      const found = accepted(stored.map(({ id }) => id));
      const missing = unique.filter(({ id }) => !found.has(id));
      return missing.length === 0 ? found : new Map([...found, ...(await insert(deps, missing, rows))]);
    };
    return insertMissing().catch((error: unknown) => {
      if (!hasSqlState(error, UNIQUE_VIOLATION)) throw error;
      // The worker was first: its commit is visible now. External ids do not raise this error.
      return insertMissing();
    });
  };

const accepted = (ids: readonly string[]): ReadonlyMap<string, null> => new Map(ids.map((id) => [id, null]));
