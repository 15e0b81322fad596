import type { Deps } from "#domain/context.ts";

const BATCH = 1_000;

/**
 * Erases the remembered answers of a tenant that may hold what was said about a customer (sealed, so they cannot be searched):
 * of tests, events and deliveries. That the calls were answered stays, so that a repeat is not carried out again.
 *
 * @param rowsMax where a caller waits, the rest is left to a later call
 */
export const eraseAnswers = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, rowsMax = Number.POSITIVE_INFINITY }: { tenantId: string; rowsMax?: number },
): Promise<void> => {
  for (let after = "", erased = 0; erased < rowsMax; ) {
    const [batch] = await sql<{ count: number; last: string | null }>(ERASE, [tenantId, after]);
    if (!batch?.last || batch.count < BATCH) return;
    erased += batch.count;
    after = batch.last;
  }
};

const ERASE = `
WITH page AS (
  SELECT id FROM idempotency_key WHERE tenant_id = $1 AND id > $2 AND holds_data AND answer IS NOT NULL
  ORDER BY id LIMIT ${BATCH} FOR NO KEY UPDATE
), erased AS (
  UPDATE idempotency_key k SET answer = NULL FROM page WHERE k.id = page.id RETURNING k.id
)
SELECT count(*)::int AS count, max(id) AS last FROM erased`;
