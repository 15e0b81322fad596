-- Tables of the outbox of bellhop-client. Run this once as a migration of your own, in the database of your bookings.

-- Counts the changes of each resource. A change holds its row until it commits, so the count is the order of commits.
CREATE TABLE "bellhop_sequence" (
    "resource" TEXT NOT NULL,
    "value" INTEGER NOT NULL,

    CONSTRAINT "bellhop_sequence_pkey" PRIMARY KEY ("resource")
);

-- Events that Bellhop has not taken yet. "due_at" is the next attempt, or the end of a relay's lease; NULL = parked.
CREATE TABLE "bellhop_outbox" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "resource" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "event_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "lease" TEXT,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "bellhop_outbox_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "bellhop_outbox_due_at_idx" ON "bellhop_outbox"("due_at");

CREATE UNIQUE INDEX "bellhop_outbox_resource_sequence_key" ON "bellhop_outbox"("resource", "sequence");
