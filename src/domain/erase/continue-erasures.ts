import { recordAudit } from "#domain/audit/record-audit.ts";
import type { Deps } from "#domain/context.ts";
import { eraseEvents } from "#domain/erase/erase-events.ts";
import { findEventsOfCustomer } from "#domain/erase/find-events-of-customer.ts";
import { eraseAnswers } from "#domain/idempotency/erase-answers.ts";
import { firstIdAt } from "#domain/ids.ts";
import { LEASE_SPARE_MS } from "#domain/lease.ts";
import { writeLine } from "#domain/log-lines.ts";
import { statement } from "#domain/sql/statement.ts";
import { walkPages } from "#domain/walk-pages.ts";

type Erasure = { id: string; tenantId: string; customerId: string | null; cursor: string; createdAt: Date };

type ErasureDeps = Pick<Deps, "db" | "sql" | "clock" | "settings" | "publish" | "log">;

const SETTLED_AT_ONCE = 50;
/** Time per turn, so that a long erasure does not delay other tenants. */
const STRETCH_MS = 500;

/**
 * Continues erasures in turns, for `workMsMax` and one more page. Rows keep their cursors, so crashes, repeats and
 * concurrent calls are safe. Returns whether an erasure is still due.
 */
export const continueErasures = async (
  deps: ErasureDeps,
  { workMsMax, stretchMs = STRETCH_MS }: { workMsMax: number; stretchMs?: number },
): Promise<boolean> => {
  const begun = performance.now();
  for (;;) {
    const [due] = await deps.sql<Erasure>(DUE);
    if (!due) return false;
    await continueErasure(deps, due, { until: Math.min(begun + workMsMax, performance.now() + stretchMs) });
    await deps.sql(...QUEUE_LAST({ id: due.id }));
    if (performance.now() - begun >= workMsMax) return true;
  }
};

export const continueErasure = async (
  deps: ErasureDeps,
  erasure: Erasure,
  { until }: { until: number },
): Promise<void> => {
  if (erasure.customerId === null) return settle(deps, erasure);
  const { tenantId, customerId } = erasure;
  const end = endOf(erasure);
  let pages = 0;
  const erasePage = async (after: string): Promise<string | null> => {
    pages++;
    const { sourceIds, next } = await findEventsOfCustomer(deps, { tenantId, customerId, after, end });
    const { count, walked } = await eraseEvents(
      deps,
      { tenantId, sourceIds, customerId },
      { erasureId: erasure.id, after, next: next ?? end, settleAfterMs: next === null ? settleAfterMs(deps) : null },
    );
    if (!walked) return null;
    if (next === null) await recordEnd(deps, erasure, walked.erased);
    else if (count > 0) deps.publish({ channel: "tenant", tenantId });
    return next;
  };
  await walkPages(erasure.cursor, erasePage, () => pages > 0 && performance.now() >= until);
};

/** Excludes events after the request. */
export const endOf = ({ createdAt }: Pick<Erasure, "createdAt">): string =>
  firstIdAt("evt", new Date(createdAt.getTime() + 1));

/** Time in which an attempt or fan-out may still write data that it has read. */
export const settleAfterMs = ({ settings }: Pick<Deps, "settings">): number =>
  settings.attemptTimeoutMs + 2 * LEASE_SPARE_MS;

const recordEnd = async (deps: ErasureDeps, { tenantId }: Erasure, count: number) => {
  const entry = {
    action: "data.erased",
    target: { kind: "event", id: null },
    details: { what: "customer", count },
  } as const;
  await recordAudit(deps.db, { tenantId, by: { kind: "system" } }, entry, deps.clock());
  deps.publish({ channel: "tenant", tenantId });
};

/** Erases answers, deliveries and derived events written during the walk. */
const settle = async (deps: ErasureDeps, { id, tenantId, createdAt }: Erasure) => {
  await walkPages("", async (after) => {
    const rows = await deps.sql<{ id: string }>(...FIND_ERASED({ tenantId, createdAt, after }));
    await eraseEvents(deps, { tenantId, sourceIds: rows.map((row) => row.id), customerId: null });
    return rows.length < SETTLED_AT_ONCE ? null : (rows.at(-1)?.id ?? null);
  });
  await eraseAnswers(deps, { tenantId });
  const [ended] = await deps.sql<{ events: number; durationMs: number }>(...END({ id }));
  if (ended) writeLine(deps.log, "erasure ended", { tenantId, erasureId: id, ...ended });
};

const DUE = `
SELECT id, tenant_id AS "tenantId", customer_id AS "customerId", cursor, created_at AS "createdAt"
FROM webhook_erasure WHERE due_at <= now() ORDER BY due_at LIMIT 1`;

const QUEUE_LAST = statement(
  { id: "text" },
  ({ id }) => `UPDATE webhook_erasure SET due_at = now() WHERE id = ${id} AND due_at <= now()`,
);

const END = statement(
  { id: "text" },
  ({ id }) => `
UPDATE webhook_erasure SET due_at = NULL WHERE id = ${id} AND due_at IS NOT NULL
RETURNING erased AS events, round(extract(epoch FROM now() - created_at) * 1000)::float8 AS "durationMs"`,
);

const FIND_ERASED = statement(
  { tenantId: "text", createdAt: "timestamptz", after: "text" },
  ({ tenantId, createdAt, after }) => `
SELECT id FROM webhook_event
WHERE tenant_id = ${tenantId} AND erased_at >= ${createdAt} AND source_event_id IS NULL AND id > ${after}
ORDER BY id LIMIT ${SETTLED_AT_ONCE}`,
);
