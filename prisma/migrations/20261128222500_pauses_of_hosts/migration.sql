-- Pauses hold each spelling of a port, pauses of deleted webhooks end, the operator's audit log has what happens on behalf of a tenant.
-- Only adds: safe while the old code runs.

-- Scopes that hold a host as written in a URL. A URL without a port, also `host:`, counts as 443 and 80, whatever its scheme.
CREATE FUNCTION pause_hosts(own_host text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN port = '' THEN ARRAY['host:' || name, 'host:' || name || ':443', 'host:' || name || ':80']
    ELSE ARRAY['host:' || name, 'host:' || name || ':' || port] END
  FROM (SELECT regexp_replace(own_host, ':\d*$', '') AS name, coalesce(substring(own_host FROM ':0*(\d*)$'), '') AS port) AS spelled
$$;

-- `pg_temp` stands last: it is searched first where it is left out, and any role may make tables there.
CREATE OR REPLACE FUNCTION sending_paused(own_tenant text, own_webhook text, own_url text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  host text;
BEGIN
  IF NOT EXISTS (SELECT FROM sending_pause) THEN RETURN false; END IF;
  IF EXISTS (SELECT FROM sending_pause WHERE scope = ANY (ARRAY['all', 'tenant:' || own_tenant, 'webhook:' || own_webhook])) THEN
    RETURN true;
  END IF;
  IF NOT EXISTS (SELECT FROM sending_pause WHERE scope >= 'host:' AND scope < 'host;') THEN RETURN false; END IF;
  host := lower(substring(coalesce(own_url, (SELECT s.url FROM webhook_subscription s WHERE s.id = own_webhook)) FROM '://([^/?#]+)'));
  RETURN EXISTS (SELECT FROM sending_pause WHERE scope = ANY (pause_hosts(host)));
END $$;

-- Runs as its owner, because tenants delete their webhooks, and their role may not change pauses.
CREATE FUNCTION end_pause_of_webhook() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  DELETE FROM sending_pause WHERE scope = 'webhook:' || OLD.id;
  RETURN NULL;
END $$;

CREATE TRIGGER "webhook_deleted" AFTER UPDATE OF "deleted_at" ON "webhook_subscription" FOR EACH ROW
  WHEN (NEW.deleted_at IS NOT NULL) EXECUTE FUNCTION end_pause_of_webhook();
CREATE TRIGGER "webhook_gone" AFTER DELETE ON "webhook_subscription" FOR EACH ROW EXECUTE FUNCTION end_pause_of_webhook();

DELETE FROM "sending_pause" WHERE "scope" >= 'webhook:' AND "scope" < 'webhook;' AND NOT EXISTS (
  SELECT FROM "webhook_subscription" s WHERE s."id" = substr("scope", 9) AND s."deleted_at" IS NULL);

-- Copies what an operator key does on behalf of a tenant, in the statement of the tenant's own line, which goes with the tenant.
-- Runs as its owner, because the tenants' role may not write the operator's log.
CREATE FUNCTION copy_to_operator_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO operator_audit (id, at, actor_id, actor_name, action, target_kind, target_id, target_name, details, address, user_agent)
  VALUES (NEW.id, NEW.at, NEW.actor_id, NEW.actor_name, NEW.action, NEW.target_kind, NEW.target_id, NEW.target_name,
    '{"tenantId":' || to_json(NEW.tenant_id)::text || CASE WHEN NEW.details = '{}' THEN '}' ELSE ',' || substr(NEW.details, 2) END,
    NEW.address, NEW.user_agent);
  RETURN NULL;
END $$;

CREATE TRIGGER "audit_log_of_operator" AFTER INSERT ON "audit_log" FOR EACH ROW
  WHEN (NEW.actor_kind = 'system' AND starts_with(NEW.actor_id, 'opk_')) EXECUTE FUNCTION copy_to_operator_audit();
