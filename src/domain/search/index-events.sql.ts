import { isNextSql, moveFromSql } from "#domain/follow/follow-rows.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { bodyBytesSql, storedBodySql } from "#domain/payload-body.ts";
import { type RowsSql, rowsOf } from "#domain/sql/rows-of.ts";
import { statement } from "#domain/sql/statement.ts";

export type StoredEvent = { id: string; tenantId: string; mode: Mode; event: string; resourceId: string | null };
export type CardRow = { tenantId: string; id: bigint; mode: Mode; words: string };
export type IndexedRow = { eventId: string; tenantId: string; cardId: bigint | null; resource: string | null };

const cards = rowsOf<CardRow>({ tenantId: "text", id: "bigint", mode: "text", words: "text" });
const events = rowsOf<IndexedRow>({ eventId: "text", tenantId: "text", cardId: "bigint", resource: "text" });

/** Follower whose place says which events are findable. */
export const NAME = "search_words";
/** Events of one page. */
export const PAGE = 500;
/** Bounds the bodies in memory, up to one body more. */
export const READ_BYTES_MAX = 1024 * 1024;

const COLUMNS = 'id, tenant_id AS "tenantId", mode, event, resource_id AS "resourceId", body';

/** CTEs over `next` (rows of `webhook_event`): `page` has their bodies. Stored sizes are known without reading bodies. */
const pageSql = (order: string) => `sized AS MATERIALIZED (
  SELECT next.*, ${storedBodySql("p")} AS body, coalesce(sum(${bodyBytesSql("p")}) OVER (
    ORDER BY ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS bytes_before
  FROM next LEFT JOIN webhook_payload p ON p.event_id = next.id
), page AS (
  SELECT * FROM sized WHERE bytes_before < ${READ_BYTES_MAX}
)`;

const EVENT = "r.id, r.tenant_id, r.mode, r.event, r.resource_id";

/** One row at least, while the follower has a place: without an event, its id is null. */
export const READ_NEXT = `
WITH place AS MATERIALIZED (SELECT xid, id, backfilled_to FROM follower_place WHERE name = '${NAME}'), next AS MATERIALIZED (
  SELECT r.xid, ${EVENT} FROM webhook_event r WHERE ${isNextSql({ xid: "r.xid", id: "r.id" })} ORDER BY r.xid, r.id LIMIT ${PAGE}
), ${pageSql("next.xid, next.id")}
SELECT place.xid::text AS "fromXid", place.id AS "fromId", place.backfilled_to AS "backfilledTo",
  (SELECT count(*)::int FROM next) AS "nextCount", page.xid::text AS xid, ${COLUMNS.replace("id", "page.id")}
FROM place LEFT JOIN page ON true ORDER BY page.xid, page.id`;

export const READ_OLD = statement(
  { before: "text" },
  ({ before }) => `
WITH next AS MATERIALIZED (
  SELECT r.xid IS NULL AS is_old, ${EVENT} FROM webhook_event r WHERE r.id < ${before} ORDER BY r.id DESC LIMIT ${PAGE}
), ${pageSql("next.id DESC")}
SELECT is_old AS "isOld", (SELECT count(*)::int FROM next) AS "nextCount", ${COLUMNS} FROM page ORDER BY id DESC`,
);

export const MOVE_BACK = statement(
  { before: "text", to: "text" },
  ({ before, to }) =>
    `UPDATE follower_place SET backfilled_to = ${to} WHERE name = '${NAME}' AND backfilled_to = ${before}`,
);

type Rows = { cards: RowsSql; events: RowsSql };

/**
 * Counts a card once for each new row of an event, so a repeat changes nothing. Locks cards in the order of the trigger that counts
 * down. An event whose payload went in the meantime gets no row.
 */
const indexSql = ({ cards: card, events: event }: Rows) => `fresh AS (
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
), word AS (
  INSERT INTO webhook_search_word (tenant_id, mode, word, card_id)
  SELECT card.tenant_id, card.mode, word, card.id FROM card, unnest(string_to_array(btrim(card.words), ' ')) AS word
  WHERE card.is_new ON CONFLICT DO NOTHING
)`;

/** The commit does not wait for the disk: a crash of PostgreSQL undoes the words and the move together. */
const UNHURRIED = "SELECT set_config('synchronous_commit', 'off', true)";

export const INDEX = statement({ cards, events }, (rows) => `WITH ${indexSql(rows)} ${UNHURRIED}`);

/** Also moves the place, unless another process has moved it: its words are the same. */
export const INDEX_NEXT = statement(
  { cards, events, fromXid: "text", fromId: "text", toXid: "text", toId: "text" },
  ({ fromXid, fromId, toXid, toId, ...rows }) => `
WITH ${indexSql(rows)}, ${moveFromSql(NAME, {
    from: { xid: `${fromXid}::xid8`, id: fromId },
    to: { xid: `${toXid}::xid8`, id: toId },
  })} ${UNHURRIED}`,
);
