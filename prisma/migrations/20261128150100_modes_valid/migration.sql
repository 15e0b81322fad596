-- Reads the tables, and blocks no writes.
ALTER TABLE "webhook_subscription" VALIDATE CONSTRAINT "webhook_subscription_mode_check";
ALTER TABLE "webhook_event" VALIDATE CONSTRAINT "webhook_event_mode_check";
ALTER TABLE "webhook_delivery" VALIDATE CONSTRAINT "webhook_delivery_mode_check";
ALTER TABLE "api_key" VALIDATE CONSTRAINT "api_key_mode_check";
