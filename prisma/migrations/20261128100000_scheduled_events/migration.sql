-- Events that run later. `due_at` stays with the event: retention counts from then.
ALTER TABLE "webhook_event" ADD COLUMN "due_at" TIMESTAMPTZ(3);
ALTER TABLE "webhook_event" DROP CONSTRAINT "webhook_event_status_check";
ALTER TABLE "webhook_event" ADD CONSTRAINT "webhook_event_status_check"
  CHECK ("status" IN ('accepted', 'scheduled', 'canceled', 'rejected')) NOT VALID;
ALTER TABLE "webhook_event" VALIDATE CONSTRAINT "webhook_event_status_check";

-- An external id is accepted once, whatever became of its event, unless it was rejected. Statements of the version before ask
-- for `status = 'accepted'`, which implies this predicate.
CREATE UNIQUE INDEX "webhook_event_external_id_once" ON "webhook_event"("tenant_id", "external_id")
  WHERE "external_id" IS NOT NULL AND "status" <> 'rejected';
DROP INDEX "webhook_event_tenant_id_external_id_key";

-- The outbox row of a scheduled event is due at its time. What is ready is walked by tenant, and must not step over it.
ALTER TABLE "webhook_outbox" ADD COLUMN "scheduled" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "webhook_outbox_ready" ON "webhook_outbox"("tenant_id", "event_id") WHERE NOT "scheduled";
CREATE INDEX "webhook_outbox_scheduled" ON "webhook_outbox"("due_at") WHERE "scheduled";
