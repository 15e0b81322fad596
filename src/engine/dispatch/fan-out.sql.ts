import { unpackSql } from "#domain/pack-bytes.ts";
import { IS_CAREFUL } from "#domain/subscriptions/is-careful.ts";

/**
 * Events of the batch that are in the outbox, with their bodies, up to `$2` bytes of bodies and one body more; then the active
 * webhooks of their tenants, with a `subscriptionId`. The array of a subquery gives every plan the same guess, so that the
 * statement is not planned anew each time.
 */
export const UNDISPATCHED = `
WITH undispatched AS MATERIALIZED (
  SELECT * FROM (
    SELECT e.id, e.tenant_id, e.event, e.resource_id, e.occurred_at, p.body,
      sum(octet_length(p.body)) OVER (ORDER BY e.id) - octet_length(p.body) AS bytes_before
    FROM webhook_event e JOIN webhook_outbox o ON o.tenant_id = e.tenant_id AND o.event_id = e.id
      JOIN webhook_payload p ON p.event_id = e.id
    WHERE e.id = ANY(ARRAY(SELECT unnest($1::text[])))
  ) e WHERE bytes_before < $2::bigint
)
(SELECT NULL AS "subscriptionId", tenant_id AS "tenantId", id, event, resource_id AS "resourceId", occurred_at AS "occurredAt", body,
  NULL AS url, NULL AS description, NULL AS redact, NULL AS events, NULL AS secret, NULL AS "previousSecret",
  NULL AS "previousSecretExpiresAt", NULL AS "customHeaders", NULL AS "webhookUpdatedAt", NULL AS "isCareful"
FROM undispatched ORDER BY id)
UNION ALL
(SELECT id, tenant_id, NULL, NULL, NULL, NULL, NULL, url, description, redact, events, secret, previous_secret,
  previous_secret_expires_at, headers, updated_at, ${IS_CAREFUL}
FROM webhook_subscription
WHERE tenant_id = ANY(ARRAY(SELECT DISTINCT tenant_id FROM undispatched)) AND active AND deleted_at IS NULL ORDER BY id)`;

/**
 * Takes events out of the outbox, and inserts their derived events and their deliveries. A delivery of the fast lane is inserted
 * as claimed for its first attempt. Returns the deliveries that were not there before.
 */
export const STORE = `
WITH dispatched AS (
  DELETE FROM webhook_outbox WHERE (tenant_id, event_id) IN (
    SELECT o.tenant_id, o.event_id FROM webhook_outbox o JOIN unnest($1::text[], $17::text[]) AS s(event_id, tenant_id)
      USING (tenant_id, event_id) ORDER BY o.event_id FOR UPDATE OF o)
), derived AS (
  INSERT INTO webhook_event (id, tenant_id, event, source_event_id, resource_id, occurred_at, due_at)
  SELECT id, tenant_id, event, source_event_id, resource_id, occurred_at,
    (SELECT s.due_at FROM webhook_event s WHERE s.id = d.source_event_id)
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[])
    AS d(id, tenant_id, event, source_event_id, resource_id, occurred_at)
  ORDER BY id ON CONFLICT (id) DO NOTHING RETURNING id, tenant_id
), payload AS (
  INSERT INTO webhook_payload (event_id, tenant_id, body)
  SELECT d.id, d.tenant_id, ${unpackSql("$8", "b")}
  FROM derived d JOIN unnest($2::text[], $18::int[], $19::int[]) AS b(id, start, length) USING (id)
)
INSERT INTO webhook_delivery (id, tenant_id, subscription_id, event_id, event, due_at, lease_token, attempts, last_attempt_at)
SELECT id, tenant_id, subscription_id, event_id, event,
  CASE WHEN is_fast THEN now() + $16::float8 * interval '1 millisecond' ELSE now() END,
  CASE WHEN is_fast THEN $15 END, CASE WHEN is_fast THEN 1 ELSE 0 END, CASE WHEN is_fast THEN now() END
FROM unnest($9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::bool[])
  AS n(id, tenant_id, subscription_id, event_id, event, is_fast)
ORDER BY event_id, subscription_id ON CONFLICT (event_id, subscription_id) DO NOTHING RETURNING id`;
