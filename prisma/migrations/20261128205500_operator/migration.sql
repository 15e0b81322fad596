-- Keys and audit log of the platform's operator, and what the operator sets for a tenant. Only adds: safe while the old code runs.
ALTER TABLE "tenant" ADD COLUMN     "suspended_at" TIMESTAMPTZ(3),
ADD COLUMN     "events_per_second" INTEGER,
ADD COLUMN     "webhooks_max" INTEGER,
ADD COLUMN     "storage_mb" INTEGER,
ADD COLUMN     "retention_days" INTEGER,
ADD COLUMN     "removed_rows" BIGINT NOT NULL DEFAULT 0;

CREATE TABLE "removed_tenant" (
    "id" TEXT NOT NULL,
    "removed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "removed_tenant_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "operator_key" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT[],
    "allowed_from" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "operator_key_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "operator_key_hash_key" ON "operator_key"("hash");

CREATE TABLE "operator_audit" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT,
    "action" TEXT NOT NULL,
    "target_kind" TEXT NOT NULL,
    "target_id" TEXT,
    "target_name" TEXT,
    "details" TEXT NOT NULL DEFAULT '{}',
    "address" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "operator_audit_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "operator_audit_target_id_id_idx" ON "operator_audit"("target_id", "id");

-- From here on by hand: what a Prisma schema cannot say.
ALTER TABLE "tenant" ADD CONSTRAINT "tenant_limits_check" CHECK (
  "events_per_second" >= 0 AND "webhooks_max" >= 0 AND "storage_mb" >= 0 AND "retention_days" >= 1) NOT VALID;

-- Removals are few, and continued by the worker.
CREATE INDEX "tenant_removing_at_idx" ON "tenant"("removing_at") WHERE "removing_at" IS NOT NULL;

-- Lines stay as they were, whoever asks, until retention deletes them.
CREATE FUNCTION keep_operator_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD."at" < now() - interval '3 days' THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER "operator_audit_keep" BEFORE UPDATE OR DELETE ON "operator_audit" FOR EACH ROW EXECUTE FUNCTION keep_operator_audit();
CREATE TRIGGER "operator_audit_keep_all" BEFORE TRUNCATE ON "operator_audit" FOR EACH STATEMENT EXECUTE FUNCTION keep_operator_audit();
