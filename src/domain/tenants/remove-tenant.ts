import type { Deps } from "#domain/context.ts";
import { statement } from "#domain/sql/statement.ts";
import { beginRemoval } from "#domain/tenants/begin-removal.ts";
import { walkPages } from "#domain/walk-pages.ts";

type RemoveDeps = Pick<Deps, "db" | "sql" | "clock" | "publish" | "apiKeys">;

/** Limits one transaction: a long one would block claims and records. */
const BATCH = 1_000;
/** Time per turn, so that a long removal does not delay the removal of other tenants. */
const STRETCH_MS = 500;

/**
 * Removes a tenant and all its rows, for the operator (no actor). Sending and sign-in end first, then rows go
 * in batches: after a kill, the worker or a second call continues. Running attempts end without a record. `not_found` once
 * the tenant is gone.
 */
export const removeTenant = async (deps: RemoveDeps, { id }: { id: string }): Promise<void> => {
  await deps.db.$transaction((tx) => beginRemoval(deps, tx, { id }));
  announceRemoval(deps, { id });
  await continueRemoval(deps, { id, until: Number.POSITIVE_INFINITY });
};

/** Call after the commit of `beginRemoval`. */
export const announceRemoval = ({ apiKeys, publish }: Pick<Deps, "apiKeys" | "publish">, { id }: { id: string }) => {
  apiKeys.forget([id]);
  publish({ channel: "keys", tenantId: id }, { channel: "tenant", tenantId: id });
};

/**
 * Continues removals in turns, for `workMsMax` and one more page. Crashes, repeats and concurrent calls are safe. Returns
 * whether a removal is left.
 */
export const continueRemovals = async (
  deps: Pick<RemoveDeps, "db" | "sql">,
  { workMsMax }: { workMsMax: number },
): Promise<boolean> => {
  const end = performance.now() + workMsMax;
  for (;;) {
    const begun = await deps.sql<{ id: string }>(BEGUN);
    if (begun.length === 0) return false;
    for (const { id } of begun) {
      await continueRemoval(deps, { id, until: Math.min(end, performance.now() + STRETCH_MS) });
      if (performance.now() >= end) return (await deps.sql(BEGUN)).length > 0;
    }
  }
};

/**
 * Deletes rows of a tenant whose removal has begun, at least one page.
 *
 * @param until end by `performance.now()`
 * @returns whether the tenant is gone
 */
export const continueRemoval = async (
  deps: Pick<RemoveDeps, "db" | "sql">,
  { id, until }: { id: string; until: number },
): Promise<boolean> => {
  for (;;) {
    const removed = await removeRows(deps, id, until);
    if (removed === null) return false;
    if (removed < BATCH) break;
  }
  await deps.db.$transaction(async (tx) => {
    await tx.webhookSubscription.deleteMany({ where: { tenantId: id } });
    await tx.tenant.deleteMany({ where: { id, removingAt: { not: null } } });
  });
  // Removes rows that arrived before the tenant row went. Later events are refused.
  await removeRows(deps, id, Number.POSITIVE_INFINITY);
  return true;
};

/** Null = the time was over. No table is begun before its children are empty, since a deletion would cascade. */
const removeRows = async (
  { sql }: Pick<RemoveDeps, "sql">,
  tenantId: string,
  until: number,
): Promise<number | null> => {
  let removed = 0;
  let pages = 0;
  for (const remove of REMOVE) {
    const removePage = async (after: string): Promise<string | null> => {
      pages++;
      const [batch] = await sql<{ count: number; last: string | null }>(...remove({ tenantId, after }));
      removed += batch?.count ?? 0;
      return batch?.count === BATCH ? batch.last : null;
    };
    const left = await walkPages("", removePage, () => pages > 0 && performance.now() >= until);
    if (left !== null) return null;
  }
  return removed;
};

const BEGUN = "SELECT id FROM tenant WHERE removing_at IS NOT NULL ORDER BY removing_at LIMIT 100";

/** Continues after the last row, to skip dead index entries. */
const removeFrom = (table: string) =>
  statement(
    { tenantId: "text", after: "text" },
    ({ tenantId, after }) => `
WITH gone AS (
  DELETE FROM ${table} WHERE id IN (
    SELECT id FROM ${table} WHERE tenant_id = ${tenantId} AND id > ${after} ORDER BY id LIMIT ${BATCH})
  RETURNING id
)${table === "webhook_event" ? WITH_EVENTS : ""}, ${progressOf(tenantId)}
SELECT count(*)::int AS count, max(id) AS last FROM gone`,
  );

/** Rows without an id. */
const removeFiguresFrom = (table: string) =>
  statement(
    { tenantId: "text", after: "text" },
    ({ tenantId, after }) => `
WITH gone AS (
  DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE tenant_id = ${tenantId} LIMIT ${BATCH})) RETURNING 1
), ${progressOf(tenantId)}
SELECT count(*)::int AS count, ${after} AS last FROM gone`,
  );

/** SQL: counts the deleted rows, for the operator who waits. */
const progressOf = (tenantId: string) =>
  `progress AS (UPDATE tenant SET removed_rows = removed_rows + (SELECT count(*) FROM gone) WHERE id = ${tenantId})`;

const WITH_EVENTS = `, email AS (DELETE FROM email_outbox o USING gone WHERE o.event_id = gone.id
), search AS (DELETE FROM webhook_search_event r USING gone WHERE r.event_id = gone.id)`;

/** Lists children first, so a deletion cascades only to its own body. Each has an index on tenant and id. */
const REMOVE = [
  ...["webhook_attempt", "webhook_delivery", "webhook_event", "webhook_erasure", "idempotency_key", "audit_log"].map(
    removeFrom,
  ),
  ...["webhook_figure", "webhook_cause"].map(removeFiguresFrom),
];
