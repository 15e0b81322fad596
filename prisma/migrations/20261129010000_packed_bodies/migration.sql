-- Short bodies, packed. A row has either `body` or `packed`. Release 0.2.0 reads `body` alone, so `body` must not be null while it may run:
-- only a new database, in which no process has ever run, permits packed bodies at once; elsewhere `npm run db:compact` does.
ALTER TABLE "webhook_payload" ADD COLUMN "packed" BYTEA;

DO $$ BEGIN
  IF pg_relation_size('"webhook_event"') = 0 AND pg_relation_size('"worker_heartbeat"') = 0 THEN
    ALTER TABLE "webhook_payload" ALTER COLUMN "body" DROP NOT NULL;
  END IF;
END $$;
