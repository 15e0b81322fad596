import type { Run } from "./outbox-store.ts";
import { countIn, textIn, textOrNullIn } from "./read-row.ts";

export type OutboxRow = { id: string; tenantId: string; event: string; attempts: number };

/**
 * Leases the first waiting event of each resource and what waits behind it. Only a first event can be claimed, so no other
 * relay gets a later event of the resource before the lease ends. Locked rows are skipped: another relay is claiming them.
 * The subquery with min() keeps PostgreSQL from joining the whole table.
 */
const CLAIM = `
WITH heads AS MATERIALIZED (
  SELECT id, resource, due_at FROM bellhop_outbox AS head
  WHERE due_at <= now() AND due_at <= (
    SELECT max(due_at) FROM (
      SELECT due_at FROM bellhop_outbox WHERE due_at <= now() ORDER BY due_at LIMIT $4::int
    ) AS oldest
  ) AND sequence = (
    SELECT min(first.sequence) FROM bellhop_outbox AS first
    WHERE first.resource = head.resource AND first.due_at IS NOT NULL
  )
  ORDER BY due_at LIMIT $3::int FOR UPDATE SKIP LOCKED
), batch AS (
  SELECT waiting.id FROM heads JOIN bellhop_outbox AS waiting USING (resource)
  WHERE waiting.due_at IS NOT NULL ORDER BY heads.due_at, heads.id, waiting.sequence LIMIT $3::int
), claimed AS (
  UPDATE bellhop_outbox AS row
  SET lease = $1::text, due_at = now() + $2::int * interval '1 ms', attempts = row.attempts + 1
  FROM batch WHERE row.id = batch.id AND row.due_at IS NOT NULL
  RETURNING row.id, row.tenant_id, row.resource, row.sequence, row.event, row.attempts
)
SELECT id::text, tenant_id, event, attempts FROM claimed ORDER BY resource, sequence`;

/** Bounds the work of a claim while few resources have long backlogs. */
const DUE_ROWS_MAX = 2_000;

export const claimRows = async (
  run: Run,
  { lease, leaseMs, eventsMax }: { lease: string; leaseMs: number; eventsMax: number },
): Promise<OutboxRow[]> => {
  const claim = (dueRowsMax: number | null) => run(CLAIM, [lease, leaseMs, eventsMax, dueRowsMax]);
  const near = await claim(DUE_ROWS_MAX);
  // All of the oldest rows may stand behind leased ones: the search goes on without the bound.
  const rows = near.length > 0 ? near : await claim(null);
  return rows.map((row) => ({
    id: textIn(row, "id"),
    tenantId: textIn(row, "tenant_id"),
    event: textIn(row, "event"),
    attempts: countIn(row, "attempts"),
  }));
};

/** Rows are locked in the order of ids: two relays may settle the same ones after a lease ended. */
const LOCKED = "SELECT id FROM bellhop_outbox WHERE id = ANY($1::text[]::bigint[]) ORDER BY id FOR UPDATE";

/** Accepted is accepted, also after the lease. */
export const removeRows = async (run: Run, ids: readonly string[]): Promise<void> => {
  await run(`WITH locked AS (${LOCKED}) DELETE FROM bellhop_outbox USING locked WHERE bellhop_outbox.id = locked.id`, [
    ids,
  ]);
};

export const parkRow = async (
  run: Run,
  { id, lease, reason }: { id: string; lease: string; reason: string },
): Promise<void> => {
  await run(
    `UPDATE bellhop_outbox SET due_at = NULL, lease = NULL, reason = $3::text
     WHERE id = $1::text::bigint AND lease = $2::text`,
    [id, lease, reason],
  );
};

/** Gives the lease back: the events wait for `delayMs`. `reason` null keeps the last one. */
export const postponeRows = async (
  run: Run,
  { ids, lease, delayMs, reason }: { ids: readonly string[]; lease: string; delayMs: number; reason: string | null },
): Promise<void> => {
  await run(
    `WITH locked AS (${LOCKED})
     UPDATE bellhop_outbox AS row
     SET lease = NULL, due_at = now() + $3::int * interval '1 ms', reason = coalesce($4::text, row.reason)
     FROM locked WHERE row.id = locked.id AND row.lease = $2::text`,
    [ids, lease, delayMs, reason],
  );
};

/** Event that Bellhop refused. `id` is for `retry` and `drop`. */
export type ParkedEvent = {
  id: string;
  eventId: string;
  name: string;
  tenantId: string;
  reason: string;
  createdAt: Date;
};

export type OutboxStatus = {
  waiting: number;
  parked: number;
  oldestWaitingAt: Date | null;
  /** Why events wait, from the last attempt that failed; null when all goes well. */
  waitingBecause: string | null;
  /** The oldest 100. */
  parkedEvents: ParkedEvent[];
};

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

export const readStatus = async (run: Run): Promise<OutboxStatus> => {
  const [totals] = await run(
    `SELECT count(due_at)::int AS waiting, (count(*) - count(due_at))::int AS parked,
       to_char(min(created_at) FILTER (WHERE due_at IS NOT NULL) AT TIME ZONE 'UTC', ${ISO}) AS oldest,
       (array_agg(reason ORDER BY due_at DESC) FILTER (WHERE due_at IS NOT NULL AND reason IS NOT NULL))[1] AS reason
     FROM bellhop_outbox`,
    [],
  );
  const parked = await run(
    `SELECT id::text, event_id, name, tenant_id, coalesce(reason, '') AS reason,
       to_char(created_at AT TIME ZONE 'UTC', ${ISO}) AS created_at
     FROM bellhop_outbox AS row WHERE due_at IS NULL ORDER BY row.id LIMIT 100`,
    [],
  );
  const oldest = textOrNullIn(totals, "oldest");
  return {
    waiting: countIn(totals, "waiting"),
    parked: countIn(totals, "parked"),
    oldestWaitingAt: oldest === null ? null : new Date(oldest),
    waitingBecause: textOrNullIn(totals, "reason"),
    parkedEvents: parked.map((row) => ({
      id: textIn(row, "id"),
      eventId: textIn(row, "event_id"),
      name: textIn(row, "name"),
      tenantId: textIn(row, "tenant_id"),
      reason: textIn(row, "reason"),
      createdAt: new Date(textIn(row, "created_at")),
    })),
  };
};

/** Returns whether there was such a parked event. */
export const retryRow = async (run: Run, id: string): Promise<boolean> => {
  const done = await run(
    `UPDATE bellhop_outbox SET due_at = now(), attempts = 0, reason = NULL
     WHERE id::text = $1::text AND due_at IS NULL RETURNING id::text`,
    [id],
  );
  return done.length > 0;
};

/** Returns whether there was such a parked event. */
export const dropRow = async (run: Run, id: string): Promise<boolean> => {
  const done = await run("DELETE FROM bellhop_outbox WHERE id::text = $1::text AND due_at IS NULL RETURNING id::text", [
    id,
  ]);
  return done.length > 0;
};
