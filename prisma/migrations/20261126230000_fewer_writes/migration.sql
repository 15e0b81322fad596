-- The outbox is a table of its own, so that an event's row and its indexes are written once.
-- All in one transaction: an older process that still runs can store nothing from here on, so nothing can be missed.
LOCK TABLE "webhook_event" IN ACCESS EXCLUSIVE MODE;

-- CreateTable
CREATE TABLE "webhook_outbox" (
    "tenant_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "generation" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "webhook_outbox_pkey" PRIMARY KEY ("tenant_id","event_id")
);

-- Half of each page is left free: taking a row changes no column of its index, so the new version stays on its page (HOT).
ALTER TABLE "webhook_outbox" SET (fillfactor = 50);

INSERT INTO "webhook_outbox" ("tenant_id", "event_id", "due_at", "generation")
SELECT "tenant_id", "id", "dispatch_due_at", "generation" FROM "webhook_event" WHERE "dispatch_due_at" IS NOT NULL;

DROP INDEX "webhook_event_tenant_id_dispatch_due_at_idx";

-- AlterTable
ALTER TABLE "webhook_event" DROP COLUMN "dispatch_due_at",
DROP COLUMN "dispatched_at",
DROP COLUMN "generation";

-- AddForeignKey
ALTER TABLE "webhook_outbox" ADD CONSTRAINT "webhook_outbox_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "webhook_event"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What was reserved for a first attempt has not begun: from here on a reservation is the claim of attempt 1.
UPDATE "webhook_delivery" SET "lease_token" = NULL, "due_at" = now() WHERE starts_with("lease_token", 'batch_');
