import type { Deps } from "#domain/context.ts";
import type { ClaimedDelivery } from "#engine/claim/claim-deliveries.ts";

/** Makes due at once what a dead process held. The next claim settles its open attempts as `interrupted`. */
export const releaseLeases = async ({ sql }: Pick<Deps, "sql">, workerId: string): Promise<void> => {
  await sql(RELEASE_WORKER, [workerId]);
};

/** Gives back claims of which no request was sent: due at once, and their attempt does not count. */
export const releaseClaims = async (
  { sql }: Pick<Deps, "sql">,
  claims: readonly Pick<ClaimedDelivery, "deliveryId" | "number" | "leaseToken">[],
): Promise<void> => {
  if (claims.length === 0) return;
  await sql(RELEASE_CLAIMS, [
    claims.map(({ deliveryId }) => deliveryId),
    claims.map(({ number }) => number),
    claims.map(({ leaseToken }) => leaseToken),
  ]);
};

const RELEASE_WORKER = `
UPDATE webhook_delivery SET due_at = now()
WHERE id IN (SELECT id FROM webhook_delivery WHERE due_at > now() AND lease_token = $1 ORDER BY id FOR NO KEY UPDATE)`;

const RELEASE_CLAIMS = `
WITH held AS (
  SELECT d.id FROM webhook_delivery d
    JOIN unnest($1::text[], $2::int[], $3::text[]) AS c(id, number, lease_token) ON c.id = d.id
  WHERE d.attempts = c.number AND d.lease_token = c.lease_token ORDER BY d.id FOR NO KEY UPDATE OF d
)
UPDATE webhook_delivery d SET due_at = now(), lease_token = NULL, attempts = d.attempts - 1,
  last_attempt_at = CASE WHEN d.attempts > 1 THEN d.last_attempt_at END
FROM held WHERE d.id = held.id`;
