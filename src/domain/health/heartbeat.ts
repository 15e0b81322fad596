import { MAY_PACK_BODIES } from "#domain/body-packing.ts";
import type { Deps } from "#domain/context.ts";
import { readOperatorMemory } from "#domain/health/read-operator-memory.ts";
import type { OwnLimits } from "#domain/limits/tenant-limits.ts";
import type { PauseCause } from "#domain/pauses/sending-pauses.ts";
import { statement } from "#domain/sql/statement.ts";

/** Age of the heartbeat of a process that is gone. */
const SILENT_SECONDS = 10;
/** More web processes change nothing. */
const WEBS_MAX = 100;
/** Limits the dead rows that one heartbeat removes. */
const GONE_MAX = 100;
/** More changes than this since the last heartbeat: all is read again, page by page. */
export const CHANGES_MAX = 5_000;
/** Processes that read longer ago than half of this read all again. */
const CHANGES_KEPT_MINUTES = 60;
const FORGOTTEN_MAX = 1_000;

/**
 * What a heartbeat has read. `snapshot` tells the next one which changes are new, on the same run of the `server`. `readAt`: database
 * time, as text, which keeps its microseconds.
 */
export type Read = { snapshot: string; server: string; readAt: string };

type Changed = { scope: string; causes: PauseCause[]; limits: OwnLimits | null };

/** `changes` null = too many, or the process knows nothing yet. */
type Beat = Read & { webProcesses: number; mayPackBodies: boolean; changes: Changed[] | null };

/**
 * Writes the heartbeat, by database time, and reads into memory what the operator has changed since the last one. Says in the row which
 * pauses this process knows: those of its last heartbeat.
 *
 * @param known answer of the last heartbeat
 * @returns `isChanged` tells of pauses
 */
export const beat = async (
  deps: Pick<Deps, "sql" | "pauses" | "tenantLimits" | "bodyPacking">,
  { workerId, role, known = null }: { workerId: string; role: "worker" | "web"; known?: Read | null },
): Promise<{ read: Read; isChanged: boolean }> => {
  const { pauses, tenantLimits, bodyPacking } = deps;
  const { snapshot = null, server = null, readAt = null } = known ?? {};
  const [row] = await deps.sql<Beat>(...BEAT({ workerId, role, snapshot, server, readAt }));
  if (!row) throw new Error("the heartbeat has no answer");
  tenantLimits.noteWebProcesses(row.webProcesses);
  bodyPacking.note(row.mayPackBodies);
  const read = { snapshot: row.snapshot, server: row.server, readAt: row.readAt };
  if (row.changes === null) {
    // Changes that commit meanwhile come with the next heartbeat once more.
    await readOperatorMemory(deps);
    return { read, isChanged: true };
  }
  let isChanged = false;
  for (const { scope, causes, limits } of row.changes) {
    if (pauses.change(scope, causes)) isChanged = true;
    if (scope.startsWith("tenant:")) tenantLimits.change(scope.slice("tenant:".length), limits);
  }
  return { read, isChanged };
};

export const endHeartbeat = async ({ sql }: Pick<Deps, "sql">, { workerId }: { workerId: string }): Promise<void> => {
  await sql("DELETE FROM worker_heartbeat WHERE id = $1", [workerId]);
};

/** Names one run of the server. A crash of a backend keeps the start time, and restarts the statistics: transaction ids may come again. */
const SERVER = "concat_ws(' ', pg_postmaster_start_time(), pg_stat_get_bgwriter_stat_reset_time())";

/** Deletes by key: `seen_at` has no index, and a full scan is compiled under `enable_seqscan=off`. */
const BEAT = statement(
  { workerId: "text", role: "text", snapshot: "text", server: "text", readAt: "text" },
  ({ workerId, role, snapshot, server, readAt }) => `
WITH gone AS (DELETE FROM worker_heartbeat WHERE id = ANY (ARRAY(
  SELECT id FROM worker_heartbeat WHERE seen_at < now() - interval '1 hour' ORDER BY id LIMIT ${GONE_MAX}))
), forgotten AS (DELETE FROM operator_change WHERE scope = ANY (ARRAY(
  SELECT scope FROM operator_change WHERE changed_at < now() - interval '${CHANGES_KEPT_MINUTES} minutes'
  ORDER BY changed_at LIMIT ${FORGOTTEN_MAX} FOR UPDATE SKIP LOCKED))
), beat AS (
  INSERT INTO worker_heartbeat (id, role, pauses_read_at) VALUES (${workerId}, ${role}, ${readAt}::timestamptz)
  ON CONFLICT (id) DO UPDATE SET seen_at = now(), pauses_read_at = excluded.pauses_read_at
), known AS MATERIALIZED (
  SELECT ${snapshot}::pg_snapshot AS snapshot WHERE ${server} = ${SERVER}
    AND ${readAt}::timestamptz > now() - interval '${CHANGES_KEPT_MINUTES / 2} minutes'
), changed AS MATERIALIZED (
  SELECT scope FROM operator_change
  WHERE changed_by >= (SELECT pg_snapshot_xmin(snapshot)::text::bigint FROM known)
    AND NOT pg_visible_in_snapshot(changed_by::text::xid8, (SELECT snapshot FROM known))
  LIMIT ${CHANGES_MAX + 1}
)
SELECT (SELECT count(*)::int FROM (
    SELECT FROM worker_heartbeat WHERE role = 'web' AND seen_at > now() - interval '${SILENT_SECONDS} seconds' ORDER BY id LIMIT ${WEBS_MAX}
  ) w) AS "webProcesses", ${MAY_PACK_BODIES} AS "mayPackBodies", pg_current_snapshot()::text AS snapshot, ${SERVER} AS server, now()::text AS "readAt",
  CASE WHEN EXISTS (SELECT FROM known) AND (SELECT count(*) FROM changed) <= ${CHANGES_MAX} THEN (
    SELECT coalesce(json_agg(json_build_object('scope', c.scope,
      'causes', ARRAY(SELECT p.cause FROM sending_pause p WHERE p.scope = c.scope),
      'limits', (SELECT json_build_object('eventsPerSecond', t.events_per_second, 'storageMb', t.storage_mb) FROM tenant t
        WHERE c.scope LIKE 'tenant:%' AND t.id = substr(c.scope, 8) AND (t.events_per_second IS NOT NULL OR t.storage_mb IS NOT NULL)))
    ), '[]') FROM changed c) END AS changes`,
);
