-- Events that run later. `due_at` stays with the event: retention counts from then. Only short locks: what takes long on a large
-- table has a migration of its own.
ALTER TABLE "webhook_event" ADD COLUMN "due_at" TIMESTAMPTZ(3);
ALTER TABLE "webhook_event" DROP CONSTRAINT "webhook_event_status_check";
ALTER TABLE "webhook_event" ADD CONSTRAINT "webhook_event_status_check"
  CHECK ("status" IN ('accepted', 'scheduled', 'canceled', 'rejected')) NOT VALID;

-- The outbox row of a scheduled event is due at its time.
ALTER TABLE "webhook_outbox" ADD COLUMN "scheduled" BOOLEAN NOT NULL DEFAULT false;
