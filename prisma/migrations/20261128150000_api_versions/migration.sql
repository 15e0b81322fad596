-- Null = the bytes of the event. Deliveries from before keep theirs: both columns may stay empty, so the old code runs on.
ALTER TABLE "webhook_delivery" ADD COLUMN "variant" TEXT;

-- CreateTable
CREATE TABLE "webhook_variant" (
    "event_id" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "body" BYTEA NOT NULL,

    CONSTRAINT "webhook_variant_pkey" PRIMARY KEY ("event_id","variant")
);

-- AddForeignKey
ALTER TABLE "webhook_variant" ADD CONSTRAINT "webhook_variant_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "webhook_event"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

INSERT INTO "storage_walk" ("table_name") VALUES ('webhook_variant');

-- Last: statements of running code lock deliveries and events before webhooks, and another order would deadlock.
ALTER TABLE "webhook_subscription" ADD COLUMN "upgraded_from" TEXT, ADD COLUMN "upgraded_at" TIMESTAMPTZ(3);
