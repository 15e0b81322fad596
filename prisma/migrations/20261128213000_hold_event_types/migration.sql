-- Names the platform's types, and keeps each until the transaction ends: a removal takes the same lock alone. Locks before it reads, so
-- that it sees a removal for which it waited. Runs as its owner, because the tenants' role may not read the table. Only adds.
CREATE FUNCTION hold_event_types() RETURNS SETOF text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(7280005);
  RETURN QUERY SELECT t.name FROM platform_event_type t WHERE t.removed_at IS NULL;
END $$;
