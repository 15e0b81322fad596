import type { Deps } from "#domain/context.ts";
import { answerSealContext, type Claim, type KeptAnswer } from "#domain/idempotency/kept-answer.ts";
import { statement } from "#domain/sql/statement.ts";

/**
 * Keeps the sealed answer, in one transaction with the change if `sql` belongs to it. False when another call took
 * over the key: the caller must roll back.
 */
export const keepAnswer = async (
  { sql, secrets }: Pick<Deps, "sql" | "secrets">,
  claim: Claim,
  { status, headers, body }: KeptAnswer,
): Promise<boolean> => {
  const sealed = secrets.seal(JSON.stringify({ headers, body }), answerSealContext(claim));
  const kept = await sql(...KEEP({ ...claim, status, answer: sealed }));
  return kept.length > 0;
};

/** Frees the key of a refused call. A repeat is safe. */
export const releaseKey = async ({ sql }: Pick<Deps, "sql">, { tenantId, id }: Claim): Promise<void> => {
  await sql("DELETE FROM idempotency_key WHERE tenant_id = $1 AND id = $2 AND lease_until IS NOT NULL", [tenantId, id]);
};

const KEEP = statement(
  { tenantId: "text", id: "text", status: "int", answer: "text" },
  ({ tenantId, id, status, answer }) => `
UPDATE idempotency_key SET lease_until = NULL, status = ${status}, answer = ${answer}
WHERE tenant_id = ${tenantId} AND id = ${id} AND lease_until IS NOT NULL RETURNING id`,
);
