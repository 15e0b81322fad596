-- What is ready is walked by tenant, and must not step over what waits for its time.
CREATE INDEX "webhook_outbox_ready" ON "webhook_outbox"("tenant_id", "event_id") WHERE NOT "scheduled";
CREATE INDEX "webhook_outbox_scheduled" ON "webhook_outbox"("due_at") WHERE "scheduled";
