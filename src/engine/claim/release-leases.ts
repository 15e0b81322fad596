import type { Deps } from "#domain/context.ts";
import { endHeartbeat } from "#domain/health/heartbeat.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";
import type { ClaimedDelivery } from "#engine/claim/claimed-delivery.ts";

/**
 * Makes the deliveries of a dead process due now. Their open attempts are then settled as `interrupted`. Ends its heartbeat, so that a
 * pause of sending need not wait for this process.
 */
export const releaseLeases = async ({ sql }: Pick<Deps, "sql">, workerId: string): Promise<void> => {
  await sql(RELEASE_WORKER, [workerId]);
  await endHeartbeat({ sql }, { workerId });
};

/** Makes deliveries due now, without counting their attempt. Requires that no request was sent. */
export const releaseClaims = async ({ sql }: Pick<Deps, "sql">, claims: readonly Claim[]): Promise<void> => {
  if (claims.length === 0) return;
  await sql(...RELEASE_CLAIMS({ claims }));
};

const RELEASE_WORKER = `
UPDATE webhook_delivery SET due_at = now()
WHERE id IN (SELECT id FROM webhook_delivery WHERE due_at > now() AND lease_token = $1 ORDER BY id FOR NO KEY UPDATE)`;

type Claim = Pick<ClaimedDelivery, "deliveryId" | "number" | "leaseToken">;

const RELEASE_CLAIMS = statement(
  { claims: rowsOf<Claim>({ deliveryId: "text", number: "int", leaseToken: "text" }) },
  ({ claims }) => `
WITH held AS (
  SELECT d.id FROM webhook_delivery d
    JOIN ${claims.as("c")} ON c.delivery_id = d.id
  WHERE d.attempts = c.number AND d.lease_token = c.lease_token ORDER BY d.id FOR NO KEY UPDATE OF d
)
UPDATE webhook_delivery d SET due_at = now(), lease_token = NULL, attempts = d.attempts - 1,
  last_attempt_at = CASE WHEN d.attempts > 1 THEN d.last_attempt_at END
FROM held WHERE d.id = held.id`,
);
