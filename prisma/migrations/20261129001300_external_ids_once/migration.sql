-- Release 0.2.0 finds events by this index. Only a new database, in which no release has run, goes without it at once; elsewhere
-- `npm run db:compact` drops it when no process of 0.2.0 runs any more. The size is asked and no row: that takes no lock which DROP waits for.
DO $$ BEGIN
  IF pg_relation_size('"webhook_event"') = 0 THEN
    DROP INDEX IF EXISTS "webhook_event_tenant_id_external_id_idx";
  END IF;
END $$;
