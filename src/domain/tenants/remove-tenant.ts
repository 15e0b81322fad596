import type { Deps } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";
import { statement } from "#domain/sql/statement.ts";
import { walkPages } from "#domain/walk-pages.ts";

type RemoveDeps = Pick<Deps, "db" | "sql" | "clock" | "publish" | "apiKeys">;

/** Limits one transaction: a long one would block claims and records. */
const BATCH = 1_000;

/**
 * Removes a tenant and all its rows, for the operator (no actor). Sending and sign-in end first, then rows go
 * in batches: after a kill, a second call continues. Running attempts end without a record. `not_found` once
 * the tenant is gone.
 */
export const removeTenant = async (deps: RemoveDeps, { id }: { id: string }): Promise<void> => {
  const { db, clock, publish, apiKeys } = deps;
  const now = clock();
  const { count } = await db.tenant.updateMany({ data: { removingAt: now }, where: { id } });
  if (count === 0) throw notFound("tenant");
  await db.webhookSubscription.updateMany({
    data: { active: false, deletedAt: now },
    where: { tenantId: id, deletedAt: null },
  });
  await db.apiKey.deleteMany({ where: { tenantId: id } });
  apiKeys.forget([id]);
  publish({ channel: "keys", tenantId: id });
  await db.memberInvite.deleteMany({ where: { tenantId: id } });
  await db.user.deleteMany({ where: { tenantId: id } });
  await db.portalSession.deleteMany({ where: { tenantId: id } });
  while ((await removeRows(deps, id)) >= BATCH);
  await db.$transaction(async (tx) => {
    await tx.webhookSubscription.deleteMany({ where: { tenantId: id } });
    await tx.tenant.deleteMany({ where: { id } });
  });
  // Removes rows that arrived before the tenant row went. Later events are refused.
  await removeRows(deps, id);
};

const removeRows = async ({ sql }: RemoveDeps, tenantId: string): Promise<number> => {
  let removed = 0;
  for (const remove of REMOVE)
    await walkPages("", async (after) => {
      const [batch] = await sql<{ count: number; last: string | null }>(...remove({ tenantId, after }));
      removed += batch?.count ?? 0;
      return batch?.count === BATCH ? batch.last : null;
    });
  return removed;
};

/** Continues after the last row, to skip dead index entries. */
const removeFrom = (table: string) =>
  statement(
    { tenantId: "text", after: "text" },
    ({ tenantId, after }) => `
WITH gone AS (
  DELETE FROM ${table} WHERE id IN (
    SELECT id FROM ${table} WHERE tenant_id = ${tenantId} AND id > ${after} ORDER BY id LIMIT ${BATCH})
  RETURNING id
)${table === "webhook_event" ? WITH_EVENTS : ""}
SELECT count(*)::int AS count, max(id) AS last FROM gone`,
  );

/** Rows without an id. */
const removeFiguresFrom = (table: string) =>
  statement(
    { tenantId: "text", after: "text" },
    ({ tenantId, after }) => `
WITH gone AS (
  DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE tenant_id = ${tenantId} LIMIT ${BATCH})) RETURNING 1
)
SELECT count(*)::int AS count, ${after} AS last FROM gone`,
  );

const WITH_EVENTS = `, email AS (DELETE FROM email_outbox o USING gone WHERE o.event_id = gone.id
), search AS (DELETE FROM webhook_search_event r USING gone WHERE r.event_id = gone.id)`;

/** Lists children first, so a deletion cascades only to its own body. Each has an index on tenant and id. */
const REMOVE = [
  ...["webhook_attempt", "webhook_delivery", "webhook_event", "webhook_erasure", "idempotency_key", "audit_log"].map(
    removeFrom,
  ),
  ...["webhook_figure", "webhook_cause"].map(removeFiguresFrom),
];
