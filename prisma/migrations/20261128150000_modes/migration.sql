-- Live and test. Constant defaults and unchecked constraints: short locks only, and the old code goes on writing live rows.
-- Webhooks come last: statements of running code lock deliveries and events before webhooks, and another order would deadlock.
ALTER TABLE "webhook_delivery" ADD COLUMN "mode" TEXT NOT NULL DEFAULT 'live',
  ADD CONSTRAINT "webhook_delivery_mode_check" CHECK ("mode" IN ('live', 'test')) NOT VALID;
ALTER TABLE "webhook_event" ADD COLUMN "mode" TEXT NOT NULL DEFAULT 'live',
  ADD CONSTRAINT "webhook_event_mode_check" CHECK ("mode" IN ('live', 'test')) NOT VALID;
ALTER TABLE "api_key" ADD COLUMN "mode" TEXT NOT NULL DEFAULT 'live',
  ADD CONSTRAINT "api_key_mode_check" CHECK ("mode" IN ('live', 'test')) NOT VALID;
ALTER TABLE "webhook_subscription" ADD COLUMN "mode" TEXT NOT NULL DEFAULT 'live',
  ADD CONSTRAINT "webhook_subscription_mode_check" CHECK ("mode" IN ('live', 'test')) NOT VALID;

-- A URL may have one webhook of each mode. Small table, and no statement names the index.
CREATE UNIQUE INDEX "webhook_subscription_tenant_id_mode_url_key" ON "webhook_subscription"("tenant_id", "mode", "url")
  WHERE "deleted_at" IS NULL;
DROP INDEX "webhook_subscription_tenant_id_url_key";
