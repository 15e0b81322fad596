-- CreateTable
CREATE TABLE "tenant" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_subscription" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "events" TEXT[],
    "secret" TEXT NOT NULL,
    "secret_hint" TEXT NOT NULL,
    "previous_secret" TEXT,
    "previous_secret_expires_at" TIMESTAMPTZ(3),
    "headers" TEXT,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "disabled_reason" TEXT,
    "rate_limit_per_second" INTEGER,
    "api_version" TEXT NOT NULL,
    "consecutive_failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "last_success_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_event" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "external_id" TEXT,
    "source_event_id" TEXT,
    "resource_id" TEXT,
    "status" TEXT NOT NULL DEFAULT 'accepted',
    "rejected_reason" TEXT,
    "test" BOOLEAN NOT NULL DEFAULT false,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "dispatched_at" TIMESTAMPTZ(3),
    "dispatch_due_at" TIMESTAMPTZ(6),
    "generation" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "webhook_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_payload" (
    "event_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "body" BYTEA NOT NULL,

    CONSTRAINT "webhook_payload_pkey" PRIMARY KEY ("event_id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "subscription_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "reason" TEXT,
    "test" BOOLEAN NOT NULL DEFAULT false,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "interruptions" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(6),
    "lease_token" TEXT,
    "next_trigger" TEXT NOT NULL DEFAULT 'automatic',
    "generation" INTEGER NOT NULL DEFAULT 0,
    "announced_at" TIMESTAMPTZ(3),
    "last_attempt_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_attempt" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "delivery_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "trigger" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "outcome" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "duration_ms" INTEGER,
    "dns_ms" DOUBLE PRECISION,
    "connect_ms" DOUBLE PRECISION,
    "tls_ms" DOUBLE PRECISION,
    "first_byte_ms" DOUBLE PRECISION,
    "response_status" INTEGER,
    "error_code" TEXT,
    "error_message" TEXT,

    CONSTRAINT "webhook_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_exchange" (
    "attempt_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "request_headers" TEXT NOT NULL,
    "response_headers" TEXT,
    "response_body" BYTEA,
    "response_truncated" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "webhook_exchange_pkey" PRIMARY KEY ("attempt_id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker_heartbeat" (
    "id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "worker_heartbeat_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "webhook_subscription_tenant_id_idx" ON "webhook_subscription"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_subscription_tenant_id_id_key" ON "webhook_subscription"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "webhook_event_tenant_id_resource_id_idx" ON "webhook_event"("tenant_id", "resource_id");

-- CreateIndex
CREATE INDEX "webhook_event_tenant_id_event_id_idx" ON "webhook_event"("tenant_id", "event", "id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_event_tenant_id_id_key" ON "webhook_event"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_payload_tenant_id_event_id_key" ON "webhook_payload"("tenant_id", "event_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_subscription_id_status_idx" ON "webhook_delivery"("subscription_id", "status");

-- CreateIndex
CREATE INDEX "webhook_delivery_subscription_id_id_idx" ON "webhook_delivery"("subscription_id", "id");

-- CreateIndex
CREATE INDEX "webhook_delivery_tenant_id_event_id_idx" ON "webhook_delivery"("tenant_id", "event", "id");

-- CreateIndex
CREATE INDEX "webhook_delivery_tenant_id_status_id_idx" ON "webhook_delivery"("tenant_id", "status", "id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_delivery_tenant_id_id_key" ON "webhook_delivery"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_delivery_event_id_subscription_id_key" ON "webhook_delivery"("event_id", "subscription_id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_attempt_delivery_id_number_key" ON "webhook_attempt"("delivery_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_attempt_tenant_id_id_key" ON "webhook_attempt"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_exchange_tenant_id_attempt_id_key" ON "webhook_exchange"("tenant_id", "attempt_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_tenant_id_idx" ON "api_key"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_key" ON "session"("token");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "account_user_id_idx" ON "account"("user_id");

-- CreateIndex
CREATE INDEX "verification_identifier_idx" ON "verification"("identifier");

-- AddForeignKey
ALTER TABLE "webhook_subscription" ADD CONSTRAINT "webhook_subscription_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_payload" ADD CONSTRAINT "webhook_payload_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "webhook_event"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_tenant_id_subscription_id_fkey" FOREIGN KEY ("tenant_id", "subscription_id") REFERENCES "webhook_subscription"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "webhook_event"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_attempt" ADD CONSTRAINT "webhook_attempt_tenant_id_delivery_id_fkey" FOREIGN KEY ("tenant_id", "delivery_id") REFERENCES "webhook_delivery"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_exchange" ADD CONSTRAINT "webhook_exchange_tenant_id_attempt_id_fkey" FOREIGN KEY ("tenant_id", "attempt_id") REFERENCES "webhook_attempt"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user" ADD CONSTRAINT "user_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on by hand: what a Prisma schema cannot say.

-- A tenant's URL is free again once its webhook is deleted.
CREATE UNIQUE INDEX "webhook_subscription_tenant_id_url_key" ON "webhook_subscription"("tenant_id", "url") WHERE "deleted_at" IS NULL;

-- The same external id is accepted once; a rejected event does not use it up.
CREATE UNIQUE INDEX "webhook_event_tenant_id_external_id_key" ON "webhook_event"("tenant_id", "external_id") WHERE "external_id" IS NOT NULL AND "status" = 'accepted';

-- The search for an external id, which looks at rejected events too.
CREATE INDEX "webhook_event_tenant_id_external_id_idx" ON "webhook_event"("tenant_id", "external_id") WHERE "external_id" IS NOT NULL;

-- Work that waits: these hold only the rows that somebody still has to do something about.
CREATE INDEX "webhook_event_tenant_id_dispatch_due_at_idx" ON "webhook_event"("tenant_id", "dispatch_due_at", "id") WHERE "dispatch_due_at" IS NOT NULL;
CREATE INDEX "webhook_delivery_due_at_idx" ON "webhook_delivery"("due_at") WHERE "due_at" IS NOT NULL;
CREATE INDEX "webhook_delivery_lease_token_idx" ON "webhook_delivery"("lease_token") WHERE "lease_token" IS NOT NULL;

-- The few events that were derived from another.
CREATE INDEX "webhook_event_source_event_id_idx" ON "webhook_event"("source_event_id") WHERE "source_event_id" IS NOT NULL;

-- Closed sets are text with a CHECK: an enum's operators are not leakproof, so row-level security would bypass its indexes.
ALTER TABLE "webhook_subscription" ADD CONSTRAINT "webhook_subscription_disabled_reason_check" CHECK ("disabled_reason" IN ('by_user', 'gone', 'receiver_request', 'failing'));
ALTER TABLE "webhook_event" ADD CONSTRAINT "webhook_event_status_check" CHECK ("status" IN ('accepted', 'rejected'));
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_status_check" CHECK ("status" IN ('pending', 'retrying', 'delivered', 'failed', 'canceled'));
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_next_trigger_check" CHECK ("next_trigger" IN ('automatic', 'manual', 'test'));
ALTER TABLE "webhook_attempt" ADD CONSTRAINT "webhook_attempt_trigger_check" CHECK ("trigger" IN ('automatic', 'manual', 'test'));
ALTER TABLE "webhook_attempt" ADD CONSTRAINT "webhook_attempt_outcome_check" CHECK ("outcome" IN ('delivered', 'failed', 'interrupted'));
