-- AlterTable
ALTER TABLE "tenant" ADD COLUMN     "removing_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "webhook_subscription" ADD COLUMN     "redact" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "webhook_event" ADD COLUMN     "erased_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "hash_key_id" TEXT;

-- CreateTable
CREATE TABLE "webhook_delivery_body" (
    "delivery_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "body" BYTEA NOT NULL,

    CONSTRAINT "webhook_delivery_body_pkey" PRIMARY KEY ("delivery_id")
);

-- CreateTable
CREATE TABLE "webhook_erasure" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "customer_id" TEXT,
    "cursor" TEXT NOT NULL DEFAULT '',
    "erased" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_erasure_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_log" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT,
    "action" TEXT NOT NULL,
    "target_kind" TEXT NOT NULL,
    "target_id" TEXT,
    "target_name" TEXT,
    "details" TEXT NOT NULL DEFAULT '{}',
    "address" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "audit_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "key_check" (
    "key_id" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,

    CONSTRAINT "key_check_pkey" PRIMARY KEY ("key_id")
);

-- CreateIndex
CREATE INDEX "webhook_erasure_tenant_id_id_idx" ON "webhook_erasure"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "audit_log_tenant_id_id_idx" ON "audit_log"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "audit_log_tenant_id_target_kind_id_idx" ON "audit_log"("tenant_id", "target_kind", "id");

-- CreateIndex
CREATE INDEX "audit_log_tenant_id_target_id_id_idx" ON "audit_log"("tenant_id", "target_id", "id");

-- AddForeignKey
ALTER TABLE "webhook_delivery_body" ADD CONSTRAINT "webhook_delivery_body_tenant_id_delivery_id_fkey" FOREIGN KEY ("tenant_id", "delivery_id") REFERENCES "webhook_delivery"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- From here on by hand: what a Prisma schema cannot say.

-- Events that were erased are few, and looked at again once what was in flight about them has ended.
CREATE INDEX "webhook_event_tenant_id_erased_at_idx" ON "webhook_event"("tenant_id", "erased_at") WHERE "erased_at" IS NOT NULL;
CREATE INDEX "webhook_erasure_due_at_idx" ON "webhook_erasure"("due_at") WHERE "due_at" IS NOT NULL;

ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_actor_kind_check" CHECK ("actor_kind" IN ('user', 'api_key', 'system'));

-- What was written down stays as it was, whoever asks. A row goes when it is past retention (at the least three days, three
-- times RETENTION_DAYS=1), or with its tenant.
CREATE FUNCTION keep_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD."at" < now() - interval '3 days' THEN RETURN OLD; END IF;
    IF NOT EXISTS (SELECT FROM "tenant" t WHERE t."id" = OLD."tenant_id" AND t."removing_at" IS NULL) THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER "audit_log_keep" BEFORE UPDATE OR DELETE ON "audit_log" FOR EACH ROW EXECUTE FUNCTION keep_audit_log();
CREATE TRIGGER "audit_log_keep_all" BEFORE TRUNCATE ON "audit_log" FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_log();
