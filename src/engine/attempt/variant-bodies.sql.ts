import { REDACTION_MARK } from "#domain/deliveries/body-variant.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";

export type Variant = { eventId: string; variant: string; tenantId: string; body: Uint8Array };
export type VariantOfDelivery = { deliveryId: string; variant: string };

/**
 * Stores variants, and names the final variant of each delivery, once. Returns variants that were stored before (`xmax` is 0 for
 * a row inserted now), and deliveries whose variant is named by this call.
 */
export const KEEP = statement(
  {
    variants: rowsOf<Variant>({ eventId: "text", variant: "text", tenantId: "text", body: "bytea" }),
    deliveries: rowsOf<VariantOfDelivery>({ deliveryId: "text", variant: "text" }),
  },
  ({ variants, deliveries }) => `
WITH kept AS (
  INSERT INTO webhook_variant AS own (event_id, variant, tenant_id, body)
  SELECT made.event_id, made.variant, made.tenant_id, ${variants.bytes("body", "made")}
  FROM ${variants.as("made")} ORDER BY event_id, variant
  ON CONFLICT (event_id, variant) DO UPDATE SET tenant_id = own.tenant_id
  RETURNING event_id, variant, body, xmax <> 0 AS is_earlier
), open AS (
  SELECT d.id, n.variant FROM webhook_delivery d JOIN ${deliveries.as("n")} ON n.delivery_id = d.id
  WHERE strpos(coalesce(d.variant, ''), '${REDACTION_MARK}') = 0 ORDER BY d.id FOR NO KEY UPDATE OF d
), named AS (
  UPDATE webhook_delivery d SET variant = open.variant FROM open WHERE d.id = open.id RETURNING d.id
)
SELECT event_id AS "eventId", variant, body, NULL AS "deliveryId" FROM kept WHERE is_earlier
UNION ALL SELECT NULL, NULL, NULL, id FROM named`,
);

export const NAMED_BEFORE = statement(
  { deliveryIds: "text[]" },
  ({ deliveryIds }) => `
SELECT d.id AS "deliveryId", v.body FROM webhook_delivery d
  JOIN webhook_variant v ON v.event_id = d.event_id AND v.variant = d.variant
WHERE d.id = ANY(${deliveryIds})`,
);
