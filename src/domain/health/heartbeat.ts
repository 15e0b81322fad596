import type { Deps } from "#domain/context.ts";
import { statement } from "#domain/sql/statement.ts";

/** Limits the dead rows that one heartbeat removes. */
const GONE_MAX = 100;

/** Uses database time. */
export const beat = async (
  { sql }: Pick<Deps, "sql">,
  { workerId, role }: { workerId: string; role: "worker" | "web" },
): Promise<void> => {
  await sql(...BEAT({ workerId, role }));
};

export const endHeartbeat = async ({ sql }: Pick<Deps, "sql">, { workerId }: { workerId: string }): Promise<void> => {
  await sql("DELETE FROM worker_heartbeat WHERE id = $1", [workerId]);
};

/** Deletes by key: `seen_at` has no index, and a full scan is compiled under `enable_seqscan=off`. */
const BEAT = statement(
  { workerId: "text", role: "text" },
  ({ workerId, role }) => `
WITH gone AS (DELETE FROM worker_heartbeat WHERE id = ANY (ARRAY(
  SELECT id FROM worker_heartbeat WHERE seen_at < now() - interval '1 hour' ORDER BY id LIMIT ${GONE_MAX})))
INSERT INTO worker_heartbeat (id, role) VALUES (${workerId}, ${role}) ON CONFLICT (id) DO UPDATE SET seen_at = now()`,
);
