-- AlterTable
ALTER TABLE "webhook_attempt" ADD COLUMN     "requested_by" TEXT;

-- AlterTable
ALTER TABLE "webhook_delivery" ADD COLUMN     "requested_by" TEXT;

-- AlterTable
ALTER TABLE "webhook_subscription" DROP COLUMN "last_success_at",
ADD COLUMN     "draining_until" TIMESTAMPTZ(3),
ADD COLUMN     "gate_at" TIMESTAMPTZ(6),
ADD COLUMN     "health_version" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "probes" INTEGER,
ADD COLUMN     "switched_off_at" TIMESTAMPTZ(3),
ADD COLUMN     "warned_percent" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "webhook_recovery" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "statuses" TEXT[],
    "include_missing" BOOLEAN NOT NULL,
    "total" INTEGER NOT NULL,
    "sent" INTEGER NOT NULL DEFAULT 0,
    "delivery_cursor" TEXT NOT NULL DEFAULT '',
    "event_cursor" TEXT NOT NULL DEFAULT '',
    "due_at" TIMESTAMPTZ(6),
    "canceled" BOOLEAN NOT NULL DEFAULT false,
    "requested_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_recovery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "email_outbox" (
    "event_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(6),
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "email_outbox_pkey" PRIMARY KEY ("event_id")
);

-- CreateIndex
CREATE INDEX "webhook_recovery_subscription_id_id_idx" ON "webhook_recovery"("subscription_id", "id");

-- AddForeignKey
ALTER TABLE "webhook_recovery" ADD CONSTRAINT "webhook_recovery_tenant_id_subscription_id_fkey" FOREIGN KEY ("tenant_id", "subscription_id") REFERENCES "webhook_subscription"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- DropIndex
DROP INDEX "webhook_delivery_subscription_id_id_idx";

-- DropIndex
DROP INDEX "webhook_exchange_tenant_id_attempt_id_key";

-- DropIndex
DROP INDEX "webhook_payload_tenant_id_event_id_key";

-- CreateIndex
CREATE INDEX "webhook_delivery_tenant_id_subscription_id_id_idx" ON "webhook_delivery"("tenant_id", "subscription_id", "id");

-- From here on by hand: what a Prisma schema cannot say.

-- A claim that changes no indexed column, and the end of an attempt, find room on their page (HOT).
ALTER TABLE "webhook_delivery" SET (fillfactor = 70);
ALTER TABLE "webhook_attempt" SET (fillfactor = 70);

-- The leases of a dead process are found among the rows that are due later.
DROP INDEX "webhook_delivery_lease_token_idx";

-- What waits, webhook by webhook: the backlog of one is stepped over, however long it is.
CREATE INDEX "webhook_delivery_subscription_id_due_at_idx" ON "webhook_delivery"("subscription_id", "due_at") WHERE "due_at" IS NOT NULL;

-- The few that somebody has asked for.
CREATE INDEX "webhook_delivery_manual_idx" ON "webhook_delivery"("subscription_id") WHERE "next_trigger" = 'manual' AND "due_at" IS NOT NULL;

-- The few webhooks whose gate opens at some time.
CREATE INDEX "webhook_subscription_gate_at_idx" ON "webhook_subscription"("gate_at") WHERE "gate_at" IS NOT NULL;

-- One recovery at a time for each webhook, and the ones that have something to do.
CREATE UNIQUE INDEX "webhook_recovery_running_key" ON "webhook_recovery"("subscription_id") WHERE "ended_at" IS NULL;
CREATE INDEX "webhook_recovery_due_at_idx" ON "webhook_recovery"("due_at") WHERE "due_at" IS NOT NULL;

CREATE INDEX "email_outbox_due_at_idx" ON "email_outbox"("due_at") WHERE "due_at" IS NOT NULL;
