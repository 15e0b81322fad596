-- Indexes that cost more bytes than they save time. The release before runs without them; some of its filters read more rows.
DROP INDEX IF EXISTS "webhook_event_tenant_id_external_id_idx";
DROP INDEX IF EXISTS "webhook_delivery_tenant_id_status_id_idx";
DROP INDEX IF EXISTS "webhook_delivery_tenant_id_event_id_idx";
DROP INDEX IF EXISTS "webhook_delivery_tenant_id_subscription_id_id_idx";

-- An attempt is written once. A delivery's update never stays on its page as HOT, because indexed columns change.
ALTER TABLE "webhook_attempt" RESET (fillfactor);
ALTER TABLE "webhook_delivery" RESET (fillfactor);
