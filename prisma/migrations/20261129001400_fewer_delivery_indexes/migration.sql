-- Release 0.2.0 lists deliveries by these two. Only a new database goes without them at once; elsewhere `npm run db:compact` drops them
-- when no process of 0.2.0 runs any more.
DO $$ BEGIN
  IF pg_relation_size('"webhook_delivery"') = 0 THEN
    DROP INDEX IF EXISTS "webhook_delivery_tenant_id_event_id_idx";
    DROP INDEX IF EXISTS "webhook_delivery_tenant_id_status_id_idx";
  END IF;
END $$;

-- The index of (subscription_id, id) serves both releases: a webhook has one tenant.
DROP INDEX IF EXISTS "webhook_delivery_tenant_id_subscription_id_id_idx";
