-- A scheduled event that has fallen due is marked (generation above 0) and then found by its tenant: many of one tenant hide no other's.
CREATE INDEX "webhook_outbox_fallen_due" ON "webhook_outbox"("tenant_id", "event_id") WHERE "scheduled" AND "generation" > 0;
CREATE INDEX "webhook_outbox_not_due" ON "webhook_outbox"("due_at") WHERE "scheduled" AND "generation" = 0;
