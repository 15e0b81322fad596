-- Short bodies, packed. A row has either `body` or `packed`, which is longer than its head. Release 0.2.0 reads `body` alone, so `body` must
-- not be null while it may run.
ALTER TABLE "webhook_payload" ADD COLUMN "packed" BYTEA,
  ADD CONSTRAINT "webhook_payload_one_form" CHECK (("body" IS NULL) <> ("packed" IS NULL) AND octet_length("packed") > 5) NOT VALID;

-- Only a database that began with this run of migrations, in which no process has left a row, permits packed bodies at once; elsewhere
-- `npm run db:compact` does. The history tells the age, since VACUUM may empty the files of a system that has stopped. Without a history (a
-- shadow database, files applied by hand) the files alone decide.
DO $$ DECLARE is_new BOOLEAN := pg_relation_size('"webhook_event"') = 0 AND pg_relation_size('"worker_heartbeat"') = 0;
BEGIN
  IF is_new AND to_regclass('"_prisma_migrations"') IS NOT NULL THEN
    is_new := (SELECT min("started_at") > now() - interval '15 minutes' FROM "_prisma_migrations");
  END IF;
  IF is_new THEN
    ALTER TABLE "webhook_payload" ALTER COLUMN "body" DROP NOT NULL;
  END IF;
END $$;
