import type { Deps } from "#domain/context.ts";
import { redactBody } from "#domain/deliveries/redact-body.ts";

type Claimed = { deliveryId: string; tenantId: string; body: Uint8Array; redact: readonly string[] };

/**
 * Gives deliveries whose webhook leaves fields out bytes of their own. They are made before the first attempt from then on and
 * kept: every later attempt sends, and the log shows, the same, whatever becomes of the webhook's fields. The others are handed
 * through. One statement, and none where nothing is left out.
 *
 * @param claimed with the event's body, or with bytes of their own and nothing to redact
 */
export const withOwnBodies = async <Delivery extends Claimed>(
  { sql }: Pick<Deps, "sql">,
  claimed: readonly Delivery[],
): Promise<Delivery[]> => {
  const made = claimed
    .filter(({ redact }) => redact.length > 0)
    .map(({ body, redact, ...row }) => ({ ...row, full: body, body: redactBody(body, redact) }))
    .filter(({ full, body }) => body !== full);
  if (made.length === 0) return [...claimed];
  const rows = await sql<{ deliveryId: string; body: Uint8Array }>(KEEP, [
    made.map(({ deliveryId }) => deliveryId),
    made.map(({ tenantId }) => tenantId),
    made.map(({ body }) => Buffer.from(body)),
  ]);
  const kept = new Map(rows.map(({ deliveryId, body }) => [deliveryId, body]));
  return claimed.map((delivery) => ({ ...delivery, body: kept.get(delivery.deliveryId) ?? delivery.body }));
};

/** The first one wins: what is updated is what is there. */
const KEEP = `
INSERT INTO webhook_delivery_body AS own (delivery_id, tenant_id, body)
SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[]) AS made(delivery_id, tenant_id, body) ORDER BY delivery_id
ON CONFLICT (delivery_id) DO UPDATE SET tenant_id = own.tenant_id
RETURNING delivery_id AS "deliveryId", body`;
