-- Apart from the new columns, whose lock stops readers too: each index reads the whole table, while writers wait.
-- Both hold only open deliveries of ordered webhooks.
CREATE INDEX IF NOT EXISTS "webhook_delivery_lane_idx" ON "webhook_delivery"("subscription_id", "order_lane", "order_no", "order_at" NULLS FIRST, "id")
  WHERE "order_head" IS NOT NULL AND "due_at" IS NOT NULL;
-- Forbids two deliveries of one lane that may start, whatever the number of processes.
CREATE UNIQUE INDEX IF NOT EXISTS "webhook_delivery_lane_head_key" ON "webhook_delivery"("subscription_id", "order_lane")
  WHERE "order_head" AND "due_at" IS NOT NULL;
