import type { Deps } from "#domain/context.ts";
import { isAboutCustomer } from "#domain/erase/is-about-customer.ts";

/** Of one page: a bound for memory, since those that seem to match come with their bodies. */
const PAGE = 200;

type Found = { last: string | null; seen: number; id: string | null; isDerived: boolean; body: Uint8Array | null };

/**
 * Which of a tenant's next events are about a customer, by the ids that they were derived from. There is no index on what is
 * in payloads, which would cost every event that comes in: this reads them, a page at a time. `ownCount` leaves out derived
 * events; `next` is null at the end.
 *
 * @param end events from this id on are not looked at
 */
export const findEventsOfCustomer = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, customerId, after, end }: { tenantId: string; customerId: string; after: string; end: string },
): Promise<{ sourceIds: string[]; ownCount: number; next: string | null }> => {
  // As JSON writes it, whether as a string or as a number; what only looks alike is sorted out below.
  const needle = Buffer.from(JSON.stringify(customerId).slice(1, -1));
  const rows = await sql<Found>(FIND, [tenantId, after, end, needle]);
  const [page] = rows;
  const found = rows.filter(({ body }) => body && isAboutCustomer(body, customerId));
  return {
    sourceIds: [...new Set(found.flatMap(({ id }) => id ?? []))],
    ownCount: found.filter(({ isDerived }) => !isDerived).length,
    next: page?.seen === PAGE ? page.last : null,
  };
};

const FIND = `
WITH page AS MATERIALIZED (
  SELECT id, source_event_id FROM webhook_event WHERE tenant_id = $1 AND id > $2 AND id < $3 ORDER BY id LIMIT ${PAGE}
), scan AS (
  SELECT max(id) AS last, count(*)::int AS seen FROM page
)
SELECT scan.last, scan.seen, f.id, f."isDerived", f.body FROM scan LEFT JOIN (
  SELECT coalesce(page.source_event_id, page.id) AS id, page.source_event_id IS NOT NULL AS "isDerived", p.body
  FROM page JOIN webhook_payload p ON p.event_id = page.id WHERE position($4::bytea IN p.body) > 0
) f ON true`;
