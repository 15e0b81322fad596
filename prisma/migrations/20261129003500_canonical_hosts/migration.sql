-- A pause of a host holds each spelling of its name or address. Only adds: safe while the old code runs.

-- Writes a host as `canonicalHost` does: small letters, no dot at the end, IPv4 as a.b.c.d (also inside of IPv6), IPv6 compressed.
CREATE FUNCTION canonical_host(own_host text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
DECLARE
  name text := regexp_replace(lower(own_host), '\.$', '');
  parts text[] := string_to_array(name, '.');
  count int := cardinality(parts);
  digits text;
  digit text;
  base int;
  part bigint;
  value bigint := 0;
  address inet;
BEGIN
  IF name ~ '^\[[0-9a-f:.]{2,45}\]$' THEN
    BEGIN
      address := trim(BOTH '[]' FROM name)::inet;
    EXCEPTION WHEN invalid_text_representation THEN
      RETURN name;
    END;
    IF family(address) <> 6 THEN RETURN name; END IF;
    IF address <<= '::ffff:0:0/96' THEN RETURN host('0.0.0.0'::inet + (address - '::ffff:0:0'::inet)); END IF;
    -- PostgreSQL ends the first addresses with dots, browsers do not.
    IF address <<= '::/96' THEN
      value := address - '::'::inet;
      RETURN CASE WHEN value = 0 THEN '[::]' WHEN value < 65536 THEN '[::' || to_hex(value) || ']'
        ELSE '[::' || to_hex(value >> 16) || ':' || to_hex(value & 65535) || ']' END;
    END IF;
    RETURN '[' || host(address) || ']';
  END IF;
  IF count > 4 OR coalesce(parts[count], '') !~ '^(\d+|0x[0-9a-f]*)$' THEN RETURN name; END IF;
  FOR index IN 1..count LOOP
    digits := parts[index];
    base := CASE WHEN digits ~ '^0x[0-9a-f]*$' THEN 16 WHEN digits ~ '^0[0-7]+$' THEN 8 WHEN digits ~ '^(0|[1-9]\d*)$' THEN 10 END;
    IF base IS NULL THEN RETURN name; END IF;
    digits := ltrim(CASE base WHEN 16 THEN substr(digits, 3) ELSE digits END, '0');
    -- Eleven octal digits write the largest address.
    IF length(digits) > 11 THEN RETURN name; END IF;
    part := 0;
    FOREACH digit IN ARRAY string_to_array(digits, NULL) LOOP
      part := part * base + strpos('0123456789abcdef', digit) - 1;
    END LOOP;
    IF part >= (CASE WHEN index < count THEN 256 ELSE 256 ^ (5 - count) END) THEN RETURN name; END IF;
    value := CASE WHEN index < count THEN (value << 8) + part ELSE (value << (8 * (5 - count))) + part END;
  END LOOP;
  RETURN host('0.0.0.0'::inet + value);
END $$;

CREATE OR REPLACE FUNCTION pause_hosts(own_host text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN port = '' THEN ARRAY['host:' || name, 'host:' || name || ':443', 'host:' || name || ':80']
    ELSE ARRAY['host:' || name, 'host:' || name || ':' || port] END
  FROM (SELECT canonical_host(regexp_replace(own_host, ':\d*$', '')) AS name, coalesce(substring(own_host FROM ':0*(\d*)$'), '') AS port) AS spelled
$$;

-- Writes the scope of a host as the look-up of `pause_hosts` has it, with its port if it names one.
CREATE FUNCTION canonical_host_scope(own_scope text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT (pause_hosts(own_host))[CASE WHEN own_host ~ ':\d+$' THEN 2 ELSE 1 END] FROM substr(own_scope, 6) AS own_host
$$;

-- Processes of the release before pause a host as it was typed, which the look-up would not find.
CREATE FUNCTION spell_paused_host() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  NEW.scope := canonical_host_scope(NEW.scope);
  RETURN NEW;
END $$;

CREATE TRIGGER "paused_host_spelled" BEFORE INSERT ON "sending_pause" FOR EACH ROW
  WHEN (NEW.scope LIKE 'host:%') EXECUTE FUNCTION spell_paused_host();

-- Pauses from before keep their cause and note under the canonical spelling.
INSERT INTO "sending_pause" ("scope", "cause", "note", "actor_id", "actor_name", "created_at")
SELECT "scope", "cause", "note", "actor_id", "actor_name", "created_at"
FROM "sending_pause" WHERE "scope" >= 'host:' AND "scope" < 'host;'
ON CONFLICT DO NOTHING;

DELETE FROM "sending_pause" WHERE "scope" >= 'host:' AND "scope" < 'host;' AND "scope" <> canonical_host_scope("scope");
