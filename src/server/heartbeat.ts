import type { Deps } from "#domain/context.ts";

const BEAT_MS = 2_000;
/** Rows of processes that are gone, removed with one beat. */
const GONE_MAX = 100;
/** A process that was silent for longer counts as gone. */
export const SILENT_MS = 10_000;

/** Keeps this process's row in `worker_heartbeat` fresh, by database time; old rows of others are cleaned up. */
export const startHeartbeat = (
  { sql, workerId, log }: Pick<Deps, "sql" | "workerId" | "log">,
  role: "worker" | "web",
) => {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  // One at a time: a database that does not answer must not take a connection for each beat.
  const beat = async (): Promise<void> => {
    await sql(BEAT, [workerId, role]).catch((error: Error) => log.warn({ err: error }, "heartbeat not written"));
    if (!stopped) timer = setTimeout(beat, BEAT_MS);
  };
  return {
    first: beat(),
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await sql("DELETE FROM worker_heartbeat WHERE id = $1", [workerId]).catch(() => {});
    },
  };
};

/** Follows the key, oldest ids first: `seen_at` has no index, and with `enable_seqscan` off a whole table has it compiled. */
const BEAT = `
WITH gone AS (DELETE FROM worker_heartbeat WHERE id = ANY (ARRAY(
  SELECT id FROM worker_heartbeat WHERE seen_at < now() - interval '1 hour' ORDER BY id LIMIT ${GONE_MAX})))
INSERT INTO worker_heartbeat (id, role) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET seen_at = now()`;
