import type { Deps } from "#domain/context.ts";
import { FIND_EVENTS_OF_CUSTOMER } from "#domain/erase/find-events-of-customer.sql.ts";
import { isAboutCustomer } from "#domain/erase/is-about-customer.ts";
import { readStoredBody } from "#domain/payload-body.ts";

/** Bounds one page: each event has up to one delivery per webhook. */
const FOUND = 50;

const PASSED_OVER = "an erasure could not see whether it is about the customer; erase this event by its id";

type Row = { last: string; isEnd: boolean } & (
  | { id: string; sourceId: string; isDerived: boolean; body: Uint8Array }
  | { id: null }
);

/**
 * Reads payload bytes, because an index would cost every incoming event. `ownCount` leaves out derived events. An unreadable body is
 * logged and left: it may be of another customer.
 *
 * @param end first event id after the walk
 */
export const findEventsOfCustomer = async (
  { sql, log }: Pick<Deps, "sql" | "log">,
  { tenantId, customerId, after, end }: { tenantId: string; customerId: string; after: string; end: string },
): Promise<{ sourceIds: string[]; ownCount: number; next: string | null }> => {
  // JSON writes strings and numbers alike inside quotes. `isAboutCustomer` removes false matches.
  const needle = Buffer.from(JSON.stringify(customerId).slice(1, -1));
  const rows = await sql<Row>(...FIND_EVENTS_OF_CUSTOMER({ tenantId, after, end, needle }));
  const [page] = rows;
  if (!page) return { sourceIds: [], ownCount: 0, next: null };
  const similar = rows
    .flatMap((row) => {
      const { id: eventId } = row;
      if (eventId === null) return [];
      const { bytes: body } = readStoredBody({ log }, row.body, { eventId, tenantId }, PASSED_OVER);
      return body ? [{ ...row, body }] : [];
    })
    .filter(({ body }) => Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes(needle))
    .slice(0, FOUND);
  const found = similar.filter(({ body }) => isAboutCustomer(body, customerId));
  return {
    sourceIds: [...new Set(found.map(({ sourceId }) => sourceId))],
    ownCount: found.filter(({ isDerived }) => !isDerived).length,
    next: similar.length === FOUND ? (similar.at(-1)?.id ?? null) : page.isEnd ? null : page.last,
  };
};
