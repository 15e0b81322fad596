import type { Deps } from "#domain/context.ts";
import { SILENT_MS } from "#server/heartbeat.ts";

type Part = "ok" | "down";

export type Health = {
  status: Part;
  database: Part;
  worker: Part;
  engine: "inngest" | "embedded";
  /** Age of the oldest work that is due and that nobody has begun, in seconds; 0 = none. */
  oldestUndeliveredSeconds: number | null;
};

export const readHealth = async ({ sql }: Pick<Deps, "sql">, engine: Health["engine"]): Promise<Health> => {
  try {
    const [row] = await sql<{ alive: boolean; oldest: number | null }>(HEALTH);
    const worker = row?.alive ? "ok" : "down";
    return { status: worker, database: "ok", worker, engine, oldestUndeliveredSeconds: Math.round(row?.oldest ?? 0) };
  } catch {
    return { status: "down", database: "down", worker: "down", engine, oldestUndeliveredSeconds: null };
  }
};

const HEALTH = `
SELECT EXISTS (SELECT 1 FROM worker_heartbeat WHERE role = 'worker' AND seen_at > now() - ${SILENT_MS} * interval '1 millisecond') AS alive,
  extract(epoch FROM now() - least(
    (SELECT min(created_at) FROM webhook_event WHERE dispatch_due_at IS NOT NULL),
    (SELECT min(due_at) FROM webhook_delivery WHERE due_at <= now() AND lease_token IS NULL)))::float8 AS oldest`;
