-- Lists of a tenant's sandbox, and the walk of its retention. Live rows stay out of both, so live events pay nothing.
CREATE INDEX "webhook_event_sandbox" ON "webhook_event"("tenant_id", "id") WHERE "mode" = 'test';
CREATE INDEX "webhook_event_sandbox_age" ON "webhook_event"("id") WHERE "mode" = 'test';
