import type { Mode } from "#domain/mode.schema.ts";
import { rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";

export type CardRow = { tenantId: string; id: bigint; mode: Mode; words: string };
export type IndexedRow = { eventId: string; tenantId: string; cardId: bigint | null; resource: string | null };

const cards = rowsOf<CardRow>({ tenantId: "text", id: "bigint", mode: "text", words: "text" });
const events = rowsOf<IndexedRow>({ eventId: "text", tenantId: "text", cardId: "bigint", resource: "text" });

/** Payloads of one statement: their sizes are known without reading them. */
export const SIZES = statement(
  { eventIds: "text[]" },
  ({ eventIds }) => `
SELECT p.event_id AS id, octet_length(p.body) AS bytes FROM webhook_payload p
WHERE p.event_id = ANY(${eventIds}) AND NOT EXISTS (SELECT FROM webhook_search_event s WHERE s.event_id = p.event_id) ORDER BY p.event_id`,
);

export const BODIES = statement(
  { eventIds: "text[]" },
  ({ eventIds }) => `
SELECT e.id, e.tenant_id AS "tenantId", e.mode, e.event, e.resource_id AS "resourceId", p.body
FROM webhook_payload p JOIN webhook_event e ON e.id = p.event_id WHERE p.event_id = ANY(${eventIds})`,
);

/**
 * Counts a card once for each new row of an event, so a repeat changes nothing. Locks cards in the order of the trigger that counts
 * down. An event whose payload went in the meantime gets no row.
 */
export const INDEX = statement(
  { cards, events },
  ({ cards: card, events: event }) => `
WITH fresh AS (
  INSERT INTO webhook_search_event (event_id, tenant_id, card_id, resource)
  SELECT n.event_id, n.tenant_id, n.card_id, n.resource FROM ${event.as("n")}
  WHERE EXISTS (SELECT FROM webhook_payload p WHERE p.event_id = n.event_id) ORDER BY n.event_id
  ON CONFLICT (event_id) DO NOTHING RETURNING tenant_id, card_id
), counted AS (
  SELECT tenant_id, card_id, count(*)::int AS events FROM fresh WHERE card_id IS NOT NULL GROUP BY tenant_id, card_id
), card AS (
  INSERT INTO webhook_search_card AS c (tenant_id, id, mode, words, events)
  SELECT n.tenant_id, n.id, n.mode, n.words, counted.events FROM ${card.as("n")}
  JOIN counted ON counted.tenant_id = n.tenant_id AND counted.card_id = n.id ORDER BY n.tenant_id, n.id
  ON CONFLICT (tenant_id, id) DO UPDATE SET events = c.events + excluded.events
  RETURNING tenant_id, id, mode, words, xmax = 0 AS is_new
)
INSERT INTO webhook_search_word (tenant_id, mode, word, card_id)
SELECT card.tenant_id, card.mode, word, card.id FROM card, unnest(string_to_array(btrim(card.words), ' ')) AS word WHERE card.is_new
ON CONFLICT DO NOTHING`,
);
