import { needlesOf, rangesOf, type SearchTerm } from "#domain/search/search-terms.ts";
import type { AddValue } from "#domain/sql/select-page.ts";

const needlesSql = (term: SearchTerm, add: AddValue): string[] =>
  needlesOf(term).map((needle) => `strpos(c.words, ${add(needle)}::text) > 0`);

/** SQL over `c`, a card: all terms are among its words. */
export const inCardSql = (terms: readonly SearchTerm[], add: AddValue): string =>
  terms.map((term) => `(${needlesSql(term, add).join(" OR ")})`).join(" AND ");

/** SQL over `s` (`webhook_search_event`) and `c` (its card, may be null): all terms fit. */
export const fitsSql = (terms: readonly SearchTerm[], add: AddValue): string =>
  terms
    .map((term) => {
      const inResource = rangesOf(term).map(
        ({ from, to }) => `(s.resource >= ${add(from)}::text AND s.resource < ${add(to)}::text)`,
      );
      return `(${[...needlesSql(term, add), ...inResource].join(" OR ")})`;
    })
    .join(" AND ");

export const CARD_OF_EVENT = "LEFT JOIN webhook_search_card c ON c.tenant_id = s.tenant_id AND c.id = s.card_id";

/**
 * SQL: whether the event of a row fits. A subquery with one value: PostgreSQL would turn EXISTS into a join that reads all events
 * of the tenant before the first row.
 */
export const matchesSql = (
  { terms, ids }: { terms: readonly SearchTerm[]; ids: readonly string[] },
  { tenantId, eventId }: { tenantId: string; eventId: string },
  add: AddValue,
): string => {
  const fits = `coalesce((SELECT ${fitsSql(terms, add)} FROM webhook_search_event s ${CARD_OF_EVENT}
    WHERE s.event_id = ${eventId} AND s.tenant_id = ${add(tenantId)}::text), false)`;
  return ids.length === 0 ? fits : `(${fits} OR ${eventId} = ANY(${add(ids)}::text[]))`;
};
