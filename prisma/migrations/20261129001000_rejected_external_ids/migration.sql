-- Accepted events have a unique index of their own.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "webhook_event_rejected_external_id_idx" ON "webhook_event"("tenant_id", "external_id")
  WHERE "external_id" IS NOT NULL AND "status" = 'rejected';
