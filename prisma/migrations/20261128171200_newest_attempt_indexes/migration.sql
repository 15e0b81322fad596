-- A delivery whose endpoint says 200 is in none of these indexes, so its writes cost nothing more.
CREATE INDEX IF NOT EXISTS "webhook_delivery_last_error_idx" ON "webhook_delivery"("tenant_id", "last_error_code", "id")
  WHERE "last_error_code" IS NOT NULL;
CREATE INDEX IF NOT EXISTS "webhook_delivery_last_status_idx" ON "webhook_delivery"("tenant_id", "last_http_status", "id")
  WHERE "last_http_status" <> 200;
CREATE INDEX IF NOT EXISTS "webhook_delivery_test_idx" ON "webhook_delivery"("tenant_id", "id") WHERE "test";
