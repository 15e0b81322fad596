import type { Deps } from "#domain/context.ts";
import { notFound } from "#domain/errors.ts";

type RemoveDeps = Pick<Deps, "db" | "sql" | "clock">;

/** Rows of one transaction: a long one would hold up claims and records. */
const BATCH = 1_000;

/** What a tenant has many of, bottom-up: a row takes no more than its own body along. Each has an index on tenant and id. */
const MANY = [
  "webhook_attempt",
  "webhook_delivery",
  "webhook_event",
  "webhook_erasure",
  "idempotency_key",
  "audit_log",
] as const;

/**
 * Removes a tenant with all it has: webhooks, events, deliveries, attempts, keys, users, everybody's sessions, and what the audit
 * log says of it. For the operator, so without an actor. First nothing more is sent and nobody may come in, then rows go a batch
 * at a time: killed in the middle, a second call goes on. `not_found` once it is gone. Attempts that are running end without being
 * recorded.
 */
export const removeTenant = async (deps: RemoveDeps, { id }: { id: string }): Promise<void> => {
  const { db, clock } = deps;
  const now = clock();
  const { count } = await db.tenant.updateMany({ data: { removingAt: now }, where: { id } });
  if (count === 0) throw notFound("tenant");
  await db.webhookSubscription.updateMany({
    data: { active: false, deletedAt: now },
    where: { tenantId: id, deletedAt: null },
  });
  await db.apiKey.deleteMany({ where: { tenantId: id } });
  await db.user.deleteMany({ where: { tenantId: id } });
  await db.portalSession.deleteMany({ where: { tenantId: id } });
  while ((await removeRows(deps, id)) >= BATCH);
  await db.$transaction(async (tx) => {
    await tx.webhookSubscription.deleteMany({ where: { tenantId: id } });
    await tx.tenant.deleteMany({ where: { id } });
  });
  // What came in until then; from now on its events are refused.
  await removeRows(deps, id);
};

const removeRows = async ({ sql }: RemoveDeps, tenantId: string): Promise<number> => {
  let removed = 0;
  for (const table of MANY) {
    for (let after = ""; ; ) {
      const [batch] = await sql<{ count: number; last: string | null }>(REMOVE[table], [tenantId, after]);
      removed += batch?.count ?? 0;
      if (!batch?.last || batch.count < BATCH) break;
      after = batch.last;
    }
  }
  return removed;
};

/** The walk goes on after the last row, so that dead index entries are not passed again and again. */
const statementOf = (table: (typeof MANY)[number]) => `
WITH gone AS (
  DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE tenant_id = $1 AND id > $2 ORDER BY id LIMIT ${BATCH})
  RETURNING id
)${table === "webhook_event" ? ", email AS (DELETE FROM email_outbox o USING gone WHERE o.event_id = gone.id)" : ""}
SELECT count(*)::int AS count, max(id) AS last FROM gone`;

const REMOVE = Object.fromEntries(MANY.map((table) => [table, statementOf(table)])) as Record<
  (typeof MANY)[number],
  string
>;
