import { setTimeout as sleep } from "node:timers/promises";
import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";
import { statement } from "#domain/sql/statement.ts";

const LOOK_MS = { first: 10, max: 250 };

type Behind = { id: string; isOfOldRelease: boolean };

/** Wait for a change that promises nothing: a process that is slow to answer learns of it later. */
const SOON_MS = 3_000;

/**
 * Waits until every living process knows what the operator has committed, which takes milliseconds. For the end of sending, a process that does
 * not answer, because it is frozen or dead, is waited for until its last claims may begin no more: a claim begins within 20 seconds, and later
 * claims read the pauses. Throws `busy` then while a process of an older release runs, which knows no pauses.
 *
 * @param endsSending false = a change that may hold a few seconds later in a process that is slow to answer
 * @param waitMs longest wait; a shorter one is for tests
 */
export const waitUntilProcessesKnow = async (
  { sql, publish }: Pick<Deps, "sql" | "publish">,
  { endsSending, waitMs = endsSending ? LEASE_SPARE_MS : SOON_MS }: { endsSending: boolean; waitMs?: number },
): Promise<void> => {
  const [row] = await sql<{ since: string }>(`SELECT clock_timestamp()::text AS since`);
  const since = row?.since ?? "";
  publish({ channel: "operator" });
  const until = performance.now() + waitMs;
  for (let lookMs = LOOK_MS.first; ; lookMs = Math.min(2 * lookMs, LOOK_MS.max)) {
    const behind = await sql<Behind>(...BEHIND({ since }));
    if (behind.length === 0) return;
    const isOver = performance.now() >= until;
    if (isOver && endsSending && behind.some(({ isOfOldRelease }) => isOfOldRelease)) throw olderRelease();
    if (isOver) return;
    await sleep(lookMs);
  }
};

/** Compares with the reading statement's own start, by database time: it began after the commit, so it saw the change. */
const BEHIND = statement(
  { since: "text" },
  ({ since }) => `
SELECT id, pauses_read_at IS NULL AND seen_at > ${since}::timestamptz AS "isOfOldRelease" FROM worker_heartbeat
WHERE seen_at > ${since}::timestamptz - interval '${LEASE_SPARE_MS} milliseconds'
  AND coalesce(pauses_read_at <= ${since}::timestamptz, true) ORDER BY id`,
);

const olderRelease = () =>
  new DomainError(
    "busy",
    "The pause is stored, but a process of an older release still runs and does not know it. Update or stop that process, then send the request again.",
  );
