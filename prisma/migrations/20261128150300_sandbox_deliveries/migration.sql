CREATE INDEX "webhook_delivery_sandbox" ON "webhook_delivery"("tenant_id", "id") WHERE "mode" = 'test';
