-- Delivered rows, which are nearly all, are found by the index of all rows.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "webhook_delivery_undelivered_idx" ON "webhook_delivery"("tenant_id", "status", "id")
  WHERE "status" <> 'delivered';
