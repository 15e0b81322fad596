-- What the operator has changed lately, so that each process reads only that again. Only adds: safe while the old code runs.
CREATE TABLE "operator_change" (
    "scope" TEXT NOT NULL,
    "changed_by" BIGINT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "operator_change_pkey" PRIMARY KEY ("scope")
);

CREATE INDEX "operator_change_changed_by_idx" ON "operator_change"("changed_by");

CREATE INDEX "operator_change_changed_at_idx" ON "operator_change"("changed_at");

-- From here on by hand: what a Prisma schema cannot say.
-- Notes the transaction that changes a scope: a process asks for those that its last snapshot did not show, however late they commit.
-- Runs as its owner, because tenants delete their webhooks, and their role may not read the scopes of others.
CREATE FUNCTION note_operator_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  changed text;
BEGIN
  IF TG_TABLE_NAME = 'sending_pause' THEN
    IF TG_OP = 'DELETE' THEN changed := OLD.scope; ELSE changed := NEW.scope; END IF;
  ELSE
    IF TG_OP = 'DELETE' THEN changed := 'tenant:' || OLD.id; ELSE changed := 'tenant:' || NEW.id; END IF;
  END IF;
  INSERT INTO operator_change AS c (scope, changed_by) VALUES (changed, pg_current_xact_id()::text::bigint)
  ON CONFLICT (scope) DO UPDATE SET changed_by = excluded.changed_by, changed_at = excluded.changed_at;
  RETURN NULL;
END $$;

CREATE TRIGGER "sending_pause_changed" AFTER INSERT OR DELETE ON "sending_pause" FOR EACH ROW EXECUTE FUNCTION note_operator_change();
CREATE TRIGGER "tenant_limits_changed" AFTER UPDATE OF "events_per_second", "storage_mb" ON "tenant" FOR EACH ROW
  WHEN (OLD.events_per_second IS DISTINCT FROM NEW.events_per_second OR OLD.storage_mb IS DISTINCT FROM NEW.storage_mb)
  EXECUTE FUNCTION note_operator_change();
CREATE TRIGGER "tenant_limited_at_birth" AFTER INSERT ON "tenant" FOR EACH ROW
  WHEN (NEW.events_per_second IS NOT NULL OR NEW.storage_mb IS NOT NULL) EXECUTE FUNCTION note_operator_change();
CREATE TRIGGER "limited_tenant_gone" AFTER DELETE ON "tenant" FOR EACH ROW
  WHEN (OLD.events_per_second IS NOT NULL OR OLD.storage_mb IS NOT NULL) EXECUTE FUNCTION note_operator_change();
