import type { Deps } from "#domain/context.ts";
import type { OwnLimits } from "#domain/limits/tenant-limits.ts";
import type { PausedScope } from "#domain/pauses/sending-pauses.ts";
import { statement } from "#domain/sql/statement.ts";

/** Age of the heartbeat of a process that is gone. */
const SILENT_SECONDS = 10;
/** More web processes change nothing. */
const WEBS_MAX = 100;
/** Limits the dead rows that one heartbeat removes. */
const GONE_MAX = 100;

/**
 * What a heartbeat has read. Each mark stays the same while the rows do. `readAt`: database time, as text, which keeps its
 * microseconds.
 */
export type Read = { pausesMark: string; limitsMark: string; readAt: string };

type Beat = Read & {
  webProcesses: number;
  scopes: PausedScope[] | null;
  limits: (OwnLimits & { tenantId: string })[] | null;
};

/**
 * Writes the heartbeat, by database time, and reads into memory what the operator has changed. Says in the row which pauses this
 * process knows: those of its last heartbeat.
 *
 * @param known answer of the last heartbeat
 */
export const beat = async (
  { sql, pauses, tenantLimits }: Pick<Deps, "sql" | "pauses" | "tenantLimits">,
  { workerId, role, known = null }: { workerId: string; role: "worker" | "web"; known?: Read | null },
): Promise<{ read: Read; isChanged: boolean }> => {
  const { pausesMark = null, limitsMark = null, readAt = null } = known ?? {};
  const [row] = await sql<Beat>(...BEAT({ workerId, role, pausesMark, limitsMark, readAt }));
  if (!row) throw new Error("the heartbeat has no answer");
  const isChanged = row.pausesMark !== pausesMark;
  if (isChanged) pauses.replace(row.scopes ?? []);
  tenantLimits.noteWebProcesses(row.webProcesses);
  if (row.limitsMark !== limitsMark) tenantLimits.replace(row.limits ?? []);
  return { read: { pausesMark: row.pausesMark, limitsMark: row.limitsMark, readAt: row.readAt }, isChanged };
};

export const endHeartbeat = async ({ sql }: Pick<Deps, "sql">, { workerId }: { workerId: string }): Promise<void> => {
  await sql("DELETE FROM worker_heartbeat WHERE id = $1", [workerId]);
};

/** SQL: tenants with a limit that processes keep in memory. An index has a wider condition. */
const LIMITED = "FROM tenant WHERE events_per_second IS NOT NULL OR storage_mb IS NOT NULL";

/** Deletes by key: `seen_at` has no index, and a full scan is compiled under `enable_seqscan=off`. */
const BEAT = statement(
  { workerId: "text", role: "text", pausesMark: "text", limitsMark: "text", readAt: "text" },
  ({ workerId, role, pausesMark, limitsMark, readAt }) => `
WITH gone AS (DELETE FROM worker_heartbeat WHERE id = ANY (ARRAY(
  SELECT id FROM worker_heartbeat WHERE seen_at < now() - interval '1 hour' ORDER BY id LIMIT ${GONE_MAX}))
), beat AS (
  INSERT INTO worker_heartbeat (id, role, pauses_read_at) VALUES (${workerId}, ${role}, ${readAt}::timestamptz)
  ON CONFLICT (id) DO UPDATE SET seen_at = now(), pauses_read_at = excluded.pauses_read_at
), mark AS MATERIALIZED (
  SELECT (SELECT coalesce(sum(hashtextextended(scope || ' ' || cause, 0)), 0)::text FROM sending_pause) AS pauses,
    (SELECT coalesce(sum(hashtextextended(concat_ws(' ', id, coalesce(events_per_second, -1), coalesce(storage_mb, -1)), 0)), 0)::text
      ${LIMITED}) AS limits
)
SELECT (SELECT count(*)::int FROM (
    SELECT FROM worker_heartbeat WHERE role = 'web' AND seen_at > now() - interval '${SILENT_SECONDS} seconds' ORDER BY id LIMIT ${WEBS_MAX}
  ) w) AS "webProcesses", mark.pauses AS "pausesMark", mark.limits AS "limitsMark", now()::text AS "readAt",
  CASE WHEN mark.pauses IS DISTINCT FROM ${pausesMark} THEN (
    SELECT json_agg(json_build_object('scope', scope, 'cause', cause)) FROM sending_pause) END AS scopes,
  CASE WHEN mark.limits IS DISTINCT FROM ${limitsMark} THEN (
    SELECT json_agg(json_build_object('tenantId', id, 'eventsPerSecond', events_per_second, 'storageMb', storage_mb)) ${LIMITED}
  ) END AS limits
FROM mark`,
);
