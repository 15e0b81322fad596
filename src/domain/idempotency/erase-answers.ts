import type { Deps } from "#domain/context.ts";
import { statement } from "#domain/sql/statement.ts";
import { walkPages } from "#domain/walk-pages.ts";

const BATCH = 1_000;

/**
 * Erases all answers that may hold customer data: sealed text cannot be searched. Rows stay, so that a repeat is not
 * executed again.
 */
export const eraseAnswers = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, rowsMax = Number.POSITIVE_INFINITY }: { tenantId: string; rowsMax?: number },
): Promise<void> => {
  let erased = 0;
  const erasePage = async (after: string): Promise<string | null> => {
    const [page] = await sql<{ count: number; last: string | null }>(...ERASE({ tenantId, after }));
    erased += page?.count ?? 0;
    return page?.count === BATCH ? page.last : null;
  };
  await walkPages("", erasePage, () => erased >= rowsMax);
};

const ERASE = statement(
  { tenantId: "text", after: "text" },
  ({ tenantId, after }) => `
WITH page AS (
  SELECT id FROM idempotency_key WHERE tenant_id = ${tenantId} AND id > ${after} AND holds_data AND answer IS NOT NULL
  ORDER BY id LIMIT ${BATCH} FOR NO KEY UPDATE
), erased AS (
  UPDATE idempotency_key k SET answer = NULL FROM page WHERE k.id = page.id RETURNING k.id
)
SELECT count(*)::int AS count, max(id) AS last FROM erased`,
);
