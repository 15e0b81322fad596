-- A second event name under the same external id is a mistake of the sender. Raised from ON CONFLICT, it ends the whole
-- statement, so that nothing of that request is stored, also when two such requests come at once.
CREATE FUNCTION refuse_other_event(first_event text, other_event text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the external id belongs to % already, not to %', first_event, other_event USING ERRCODE = 'BH001';
END $$;
