import type { Deps } from "#domain/context.ts";
import { isAboutCustomer } from "#domain/erase/is-about-customer.ts";

/** Events of one page at most. */
const EVENTS = 200;
/** Bytes of payloads that one statement reads, and a last payload: far from what a statement may take. */
export const READ_BYTES = 1024 * 1024;
/** Events found in one page at most: each is erased with its deliveries, up to one for each webhook. */
const FOUND = 50;

type Row = { last: string; isEnd: boolean } & (
  | { id: string; sourceId: string; isDerived: boolean; body: Uint8Array }
  | { id: null }
);

/**
 * Which of a tenant's next events are about a customer, by the ids that they were derived from. There is no index on what is
 * in payloads, which would cost every event that comes in: this reads them, a page at a time, by their bytes. `ownCount` leaves
 * out derived events; `next` is null at the end.
 *
 * @param end events from this id on are not looked at
 */
export const findEventsOfCustomer = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, customerId, after, end }: { tenantId: string; customerId: string; after: string; end: string },
): Promise<{ sourceIds: string[]; ownCount: number; next: string | null }> => {
  // As JSON writes it, whether as a string or as a number; what only looks alike is sorted out below.
  const needle = Buffer.from(JSON.stringify(customerId).slice(1, -1));
  const rows = await sql<Row>(FIND, [tenantId, after, end, needle]);
  const [page] = rows;
  if (!page) return { sourceIds: [], ownCount: 0, next: null };
  const similar = rows.filter((row) => row.id !== null);
  const found = similar.filter(({ body }) => isAboutCustomer(body, customerId));
  return {
    sourceIds: [...new Set(found.map(({ sourceId }) => sourceId))],
    ownCount: found.filter(({ isDerived }) => !isDerived).length,
    next: similar.length === FOUND ? (similar.at(-1)?.id ?? null) : page.isEnd ? null : page.last,
  };
};

/** The size of a stored value is known without reading it, so a page is cut before anything is read. */
const FIND = `
WITH next AS MATERIALIZED (
  SELECT id, source_event_id FROM webhook_event WHERE tenant_id = $1 AND id > $2 AND id < $3 ORDER BY id LIMIT ${EVENTS}
), sized AS MATERIALIZED (
  SELECT next.*, coalesce(sum(octet_length(p.body)) OVER (
      ORDER BY next.id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS bytes_before
  FROM next LEFT JOIN webhook_payload p ON p.event_id = next.id
), page AS MATERIALIZED (
  SELECT * FROM sized WHERE bytes_before < ${READ_BYTES}
), scan AS (
  SELECT max(id) AS last, count(*) < ${EVENTS} AND count(*) = (SELECT count(*) FROM next) AS is_end FROM page
)
SELECT scan.last, scan.is_end AS "isEnd", f.id, f."sourceId", f."isDerived", f.body FROM scan LEFT JOIN (
  SELECT page.id, coalesce(page.source_event_id, page.id) AS "sourceId", page.source_event_id IS NOT NULL AS "isDerived", p.body
  FROM page JOIN webhook_payload p ON p.event_id = page.id WHERE position($4::bytea IN p.body) > 0 ORDER BY page.id LIMIT ${FOUND}
) f ON true ORDER BY f.id`;
