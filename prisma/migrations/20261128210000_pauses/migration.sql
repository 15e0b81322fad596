-- Scopes to which nothing is sent: paused by the operator, or a suspended tenant. Only adds: safe while the old code runs.
CREATE TABLE "sending_pause" (
    "scope" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "note" TEXT,
    "actor_id" TEXT,
    "actor_name" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sending_pause_pkey" PRIMARY KEY ("scope", "cause")
);

ALTER TABLE "worker_heartbeat" ADD COLUMN "pauses_read_at" TIMESTAMPTZ(6);

-- From here on by hand: what a Prisma schema cannot say.
ALTER TABLE "sending_pause" ADD CONSTRAINT "sending_pause_cause_check" CHECK ("cause" IN ('operator', 'suspension'));

-- Tells whether nothing may be sent to a webhook; `own_url` null = its address is read if a host is paused. Runs as its owner, because
-- the tenants' role may not read the scopes of others.
CREATE FUNCTION sending_paused(own_tenant text, own_webhook text, own_url text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  host text;
BEGIN
  IF NOT EXISTS (SELECT FROM sending_pause) THEN RETURN false; END IF;
  IF EXISTS (SELECT FROM sending_pause WHERE scope = ANY (ARRAY['all', 'tenant:' || own_tenant, 'webhook:' || own_webhook])) THEN
    RETURN true;
  END IF;
  IF NOT EXISTS (SELECT FROM sending_pause WHERE scope >= 'host:' AND scope < 'host;') THEN RETURN false; END IF;
  host := lower(substring(coalesce(own_url, (SELECT s.url FROM webhook_subscription s WHERE s.id = own_webhook)) FROM '://([^/?#]+)'));
  RETURN EXISTS (SELECT FROM sending_pause WHERE scope = ANY (ARRAY['host:' || host, 'host:' || regexp_replace(host, ':\d+$', '')]));
END $$;

-- Keeps one scope for each suspended tenant, whatever statement suspends it, and none of a tenant that is gone.
CREATE FUNCTION keep_suspension() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM sending_pause WHERE scope = 'tenant:' || OLD.id;
  ELSIF NEW.suspended_at IS NULL THEN
    DELETE FROM sending_pause WHERE scope = 'tenant:' || NEW.id AND cause = 'suspension';
  ELSE
    INSERT INTO sending_pause (scope, cause, created_at) VALUES ('tenant:' || NEW.id, 'suspension', NEW.suspended_at)
    ON CONFLICT (scope, cause) DO NOTHING;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "tenant_suspended_at_birth" AFTER INSERT ON "tenant" FOR EACH ROW
  WHEN (NEW.suspended_at IS NOT NULL) EXECUTE FUNCTION keep_suspension();
CREATE TRIGGER "tenant_suspended" AFTER UPDATE OF "suspended_at" ON "tenant" FOR EACH ROW
  WHEN (OLD.suspended_at IS DISTINCT FROM NEW.suspended_at) EXECUTE FUNCTION keep_suspension();
CREATE TRIGGER "tenant_gone" AFTER DELETE ON "tenant" FOR EACH ROW EXECUTE FUNCTION keep_suspension();

INSERT INTO "sending_pause" ("scope", "cause", "created_at")
SELECT 'tenant:' || "id", 'suspension', "suspended_at" FROM "tenant" WHERE "suspended_at" IS NOT NULL
ON CONFLICT DO NOTHING;

-- Tenants with limits of their own, which every process keeps in memory.
CREATE INDEX "tenant_own_limits_idx" ON "tenant"("id")
  WHERE "events_per_second" IS NOT NULL OR "storage_mb" IS NOT NULL OR "retention_days" IS NOT NULL;
