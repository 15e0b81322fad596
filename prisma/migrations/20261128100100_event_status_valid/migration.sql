-- Reads the table, and blocks no writes.
ALTER TABLE "webhook_event" VALIDATE CONSTRAINT "webhook_event_status_check";
