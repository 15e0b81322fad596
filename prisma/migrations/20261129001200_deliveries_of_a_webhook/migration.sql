-- A webhook has one tenant: the tenant's id in each entry says nothing.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "webhook_delivery_subscription_id_id_idx" ON "webhook_delivery"("subscription_id", "id");
