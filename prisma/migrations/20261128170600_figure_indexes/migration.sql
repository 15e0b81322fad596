-- Apart from the new columns, whose lock stops readers too: each index reads the whole table, while writers wait. They hold no row from
-- before, since its column is null.
CREATE INDEX IF NOT EXISTS "webhook_event_xid_idx" ON "webhook_event"("xid") WHERE "xid" IS NOT NULL;
CREATE INDEX IF NOT EXISTS "webhook_delivery_ended_xid_idx" ON "webhook_delivery"("ended_xid") WHERE "ended_xid" IS NOT NULL;
CREATE INDEX IF NOT EXISTS "webhook_attempt_xid_idx" ON "webhook_attempt"("xid") WHERE "xid" IS NOT NULL;
