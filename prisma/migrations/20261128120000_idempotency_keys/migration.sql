-- Answers to POSTs that carried an Idempotency-Key, kept for a day. A table of its own that nothing refers to: safe while the old code runs.
CREATE TABLE "idempotency_key" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "key_hash" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "lease_until" TIMESTAMPTZ(3),
    "status" INTEGER,
    "answer" TEXT,
    "holds_data" BOOLEAN NOT NULL,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "idempotency_key_tenant_id_key_hash_key" ON "idempotency_key"("tenant_id", "key_hash");

CREATE INDEX "idempotency_key_tenant_id_id_idx" ON "idempotency_key"("tenant_id", "id");
