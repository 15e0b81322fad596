import type { Deps } from "#domain/context.ts";
import { answerPlace, type Claim, type KeptAnswer } from "#domain/idempotency/kept-answer.ts";

/**
 * Remembers the answer to a claimed call, sealed. With the `sql` of the transaction that made the change, both commit together.
 * False when the lease was over and another call has the key, or had it: the caller then takes its change back.
 */
export const keepAnswer = async (
  { sql, secrets }: Pick<Deps, "sql" | "secrets">,
  claim: Claim,
  { status, headers, body }: KeptAnswer,
): Promise<boolean> => {
  const sealed = secrets.seal(JSON.stringify({ headers, body }), answerPlace(claim));
  const kept = await sql(KEEP, [claim.tenantId, claim.id, status, sealed]);
  return kept.length > 0;
};

/** Forgets a claim whose call changed nothing, so that the same key may be used at once. Safe to repeat. */
export const releaseKey = async ({ sql }: Pick<Deps, "sql">, { tenantId, id }: Claim): Promise<void> => {
  await sql("DELETE FROM idempotency_key WHERE tenant_id = $1 AND id = $2 AND lease_until IS NOT NULL", [tenantId, id]);
};

const KEEP = `
UPDATE idempotency_key SET lease_until = NULL, status = $3, answer = $4
WHERE tenant_id = $1 AND id = $2 AND lease_until IS NOT NULL RETURNING id`;
