-- An email belongs to the tenant of its event, and goes with it. Rows whose event is gone already were sent or given up long ago.
DELETE FROM "email_outbox" o WHERE NOT EXISTS (SELECT FROM "webhook_event" e WHERE e."tenant_id" = o."tenant_id" AND e."id" = o."event_id");

-- AddForeignKey
ALTER TABLE "email_outbox" ADD CONSTRAINT "email_outbox_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "webhook_event"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
