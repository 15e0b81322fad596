-- Events that were sent ahead belong to the time in which they fell due: a recovery finds them by it.
CREATE INDEX "webhook_event_tenant_id_due_at_idx" ON "webhook_event"("tenant_id", "due_at") WHERE "due_at" IS NOT NULL;
