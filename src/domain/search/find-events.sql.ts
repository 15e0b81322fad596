import type { Mode } from "#domain/mode.schema.ts";
import { CARD_OF_EVENT, fitsSql, inCardSql } from "#domain/search/match-event.sql.ts";
import { rangesOf, type SearchTerm } from "#domain/search/search-terms.ts";
import type { AddValue } from "#domain/sql/select-page.ts";

type Place = { tenantId: string; mode: Mode };
type Statement = [text: string, values: unknown[], options: { isPlanKept: false }];

const build = (write: (add: AddValue) => string): Statement => {
  const values: unknown[] = [];
  const add = (value: unknown) => `$${values.push(value)}`;
  return [write(add), values, { isPlanKept: false }];
};

const cardsOf = ({ tenantId, mode }: Place, term: SearchTerm, add: AddValue, limit: number): string => {
  const [tenant, inMode] = [add(tenantId), add(mode)];
  const ranges = rangesOf(term).map(
    ({ from, to }) => `SELECT w.card_id FROM webhook_search_word w WHERE w.tenant_id = ${tenant}::text
    AND w.mode = ${inMode}::text AND w.word >= ${add(from)}::text AND w.word < ${add(to)}::text`,
  );
  return `SELECT card_id FROM (${ranges.join(" UNION ALL ")}) word LIMIT ${limit}`;
};

const eventsByResource = ({ tenantId }: Place, term: SearchTerm, add: AddValue, limit: number): string => {
  const tenant = add(tenantId);
  const ranges = rangesOf(term).map(
    ({ from, to }) => `SELECT s.event_id, s.tenant_id, s.card_id, s.resource FROM webhook_search_event s
    WHERE s.tenant_id = ${tenant}::text AND s.resource >= ${add(from)}::text AND s.resource < ${add(to)}::text`,
  );
  return `SELECT * FROM (${ranges.join(" UNION ALL ")}) named LIMIT ${limit}`;
};

/** Counts up to `max` cards and resources with one term. */
export const countTerm = (place: Place, term: SearchTerm, max: number): Statement =>
  build(
    (add) => `SELECT (SELECT count(*)::int FROM (${cardsOf(place, term, add, max)}) card) AS cards,
  (SELECT count(*)::int FROM (${eventsByResource(place, term, add, max)}) event) AS resources`,
  );

/**
 * Events with all terms, by way of one term that is rare. Looks at `scanMax` events; `isWhole` is false if there are more. Leaves
 * cards without the other terms out first, unless a resource may stand in for them.
 */
export const eventsByTerm = (
  place: Place,
  {
    rare,
    others,
    byCard,
    termMax,
    scanMax,
  }: { rare: SearchTerm; others: readonly SearchTerm[]; byCard: boolean; termMax: number; scanMax: number },
): Statement =>
  build((add) => {
    const tenant = add(place.tenantId);
    const fittingCard = byCard && others.length > 0 ? `WHERE ${inCardSql(others, add)}` : "";
    const fitting = others.length > 0 ? `WHERE ${fitsSql(others, add)}` : "";
    return `
WITH card AS MATERIALIZED (
  SELECT DISTINCT c.id FROM (${cardsOf(place, rare, add, termMax)}) w
  JOIN webhook_search_card c ON c.tenant_id = ${tenant}::text AND c.id = w.card_id ${fittingCard}
), event AS MATERIALIZED (
  SELECT * FROM (
    SELECT s.event_id, s.tenant_id, s.card_id, s.resource FROM card JOIN webhook_search_event s ON s.card_id = card.id
      AND s.tenant_id = ${tenant}::text
    UNION ALL
    (${eventsByResource(place, rare, add, termMax)})
  ) s LIMIT ${scanMax + 1}
)
SELECT found.event_id AS id, whole.is_whole AS "isWhole"
FROM (SELECT count(*) <= ${scanMax} AS is_whole FROM event) whole
LEFT JOIN (SELECT s.event_id FROM event s ${CARD_OF_EVENT} ${fitting}) found ON whole.is_whole`;
  });

/**
 * Events whose card has all terms, each of them common. The cards of `terms` are compared with each other, and the words of the cards that
 * are left with `wide` terms. `isWhole` is false if some term of `terms` is `tooWide`, with more cards than `termMax`, or if the cards count more
 * than `max` events: no event is read then. A join in place of LATERAL may read all cards of the tenant (measured).
 */
export const eventsByAllTerms = (
  place: Place,
  { terms, wide = [] }: { terms: readonly SearchTerm[]; wide?: readonly SearchTerm[] },
  { termMax, max }: { termMax: number; max: number },
): Statement =>
  build((add) => {
    const names = terms.map((_, index) => `term${index}`);
    const parts = terms.map(
      (term, index) => `term${index} AS MATERIALIZED (${cardsOf(place, term, add, termMax + 1)})`,
    );
    const tenant = add(place.tenantId);
    const isTooWide = names.map((name) => `(SELECT count(*) FROM ${name}) > ${termMax}`);
    return `
WITH ${parts.join(", ")}, card AS MATERIALIZED (
  SELECT w.card_id AS id, c.events FROM (
    SELECT DISTINCT card_id FROM (${names.map((name) => `SELECT card_id FROM ${name}`).join(" INTERSECT ")}) fitting
  ) w, LATERAL (
    SELECT c.events, c.words FROM webhook_search_card c WHERE c.tenant_id = ${tenant}::text AND c.id = w.card_id OFFSET 0) c
  ${wide.length > 0 ? `WHERE ${inCardSql(wide, add)}` : ""} LIMIT ${max + 1}
), whole AS MATERIALIZED (
  SELECT NOT (${isTooWide.join(" OR ")}) AND (SELECT coalesce(sum(events), 0) FROM card) <= ${max} AS is_whole
)
SELECT s.event_id AS id, whole.is_whole AS "isWhole", ARRAY[${isTooWide.join(", ")}] AS "tooWide" FROM whole LEFT JOIN (
  SELECT s.event_id FROM card, LATERAL (
    SELECT s.event_id FROM webhook_search_event s WHERE s.card_id = card.id AND s.tenant_id = ${tenant}::text OFFSET 0) s
  WHERE (SELECT is_whole FROM whole) LIMIT ${max + 1}
) s ON true`;
  });

/** How many of a tenant's newest events fit. */
export const countNewest = (place: Place, terms: readonly SearchTerm[], newest: number): Statement =>
  build(
    (add) => `
SELECT count(*)::int AS count FROM (
  SELECT e.id, e.tenant_id FROM webhook_event e WHERE e.tenant_id = ${add(place.tenantId)}::text ORDER BY e.id DESC LIMIT ${newest}
) e WHERE (SELECT ${fitsSql(terms, add)} FROM webhook_search_event s ${CARD_OF_EVENT}
  WHERE s.event_id = e.id AND s.tenant_id = e.tenant_id)`,
  );
