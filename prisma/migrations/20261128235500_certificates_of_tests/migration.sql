-- Certificate that an endpoint showed to a test, as JSON. Null for all other attempts. Older releases leave the column out.
ALTER TABLE "webhook_exchange" ADD COLUMN IF NOT EXISTS "certificate" TEXT;
