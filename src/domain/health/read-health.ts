import type { Deps } from "#domain/context.ts";
import { READ_HEALTH } from "#domain/health/read-health.sql.ts";

type Part = "ok" | "down";

export type Health = {
  status: Part;
  database: Part;
  worker: Part;
  engine: "inngest" | "embedded";
  /** Age of the oldest work that is late without a reason, in seconds. 0 = none. */
  oldestUndeliveredSeconds: number | null;
};

/** Never throws: a silent database is `down`. */
export const readHealth = async ({ sql }: Pick<Deps, "sql">, engine: Health["engine"]): Promise<Health> => {
  try {
    const [row] = await sql<{ alive: boolean; oldest: number | null }>(READ_HEALTH);
    const worker = row?.alive ? "ok" : "down";
    return { status: worker, database: "ok", worker, engine, oldestUndeliveredSeconds: Math.round(row?.oldest ?? 0) };
  } catch {
    return { status: "down", database: "down", worker: "down", engine, oldestUndeliveredSeconds: null };
  }
};
