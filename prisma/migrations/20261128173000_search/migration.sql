-- Old code neither writes nor reads these tables; its deletions leave rows behind, which retention removes.

-- Words of events: what a customer, a service and a member of staff are called. Events with the same words share a card.
CREATE TABLE "webhook_search_card" (
    "tenant_id" TEXT NOT NULL,
    "id" BIGINT NOT NULL,
    "mode" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "events" INTEGER NOT NULL,

    CONSTRAINT "webhook_search_card_pkey" PRIMARY KEY ("tenant_id", "id")
);

-- Byte order, in which the words with one beginning are neighbours.
CREATE TABLE "webhook_search_word" (
    "tenant_id" TEXT NOT NULL,
    "mode" TEXT NOT NULL,
    "word" TEXT COLLATE "C" NOT NULL,
    "card_id" BIGINT NOT NULL,

    CONSTRAINT "webhook_search_word_pkey" PRIMARY KEY ("tenant_id", "mode", "word", "card_id")
);

CREATE TABLE "webhook_search_event" (
    "event_id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "card_id" BIGINT,
    "resource" TEXT COLLATE "C",

    CONSTRAINT "webhook_search_event_pkey" PRIMARY KEY ("event_id")
);

-- Many events have one card, and several one resource: both indexes store such keys once.
CREATE INDEX "webhook_search_event_card_id_idx" ON "webhook_search_event"("card_id");
CREATE INDEX "webhook_search_event_tenant_id_resource_idx" ON "webhook_search_event"("tenant_id", "resource");

-- Removes the words of a card with its last event, whichever statement deletes the event. Locks cards in one order.
CREATE FUNCTION forget_search_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM webhook_search_card c JOIN (SELECT DISTINCT tenant_id, card_id FROM gone) g
    ON c.tenant_id = g.tenant_id AND c.id = g.card_id ORDER BY c.tenant_id, c.id FOR NO KEY UPDATE OF c;
  UPDATE webhook_search_card c SET events = c.events - g.events
    FROM (SELECT tenant_id, card_id, count(*) AS events FROM gone GROUP BY tenant_id, card_id) g
    WHERE c.tenant_id = g.tenant_id AND c.id = g.card_id;
  WITH ended AS (
    DELETE FROM webhook_search_card c USING gone g
    WHERE c.tenant_id = g.tenant_id AND c.id = g.card_id AND c.events <= 0
    RETURNING c.tenant_id, c.mode, c.id, c.words
  )
  DELETE FROM webhook_search_word w USING ended, unnest(string_to_array(btrim(ended.words), ' ')) AS given(word)
    WHERE w.tenant_id = ended.tenant_id AND w.mode = ended.mode AND w.word = given.word AND w.card_id = ended.id;
  RETURN NULL;
END $$;

CREATE TRIGGER "webhook_search_event_forget" AFTER DELETE ON "webhook_search_event"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION forget_search_words();

-- Events from before this migration are read downwards by id.
INSERT INTO "follower_place" ("name", "backfilled_to") VALUES ('search_words', 'evt_z');
