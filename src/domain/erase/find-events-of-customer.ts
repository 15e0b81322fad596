import type { Deps } from "#domain/context.ts";
import { FIND_EVENTS_OF_CUSTOMER } from "#domain/erase/find-events-of-customer.sql.ts";
import { isAboutCustomer } from "#domain/erase/is-about-customer.ts";
import { unpackBody } from "#domain/packed-body.ts";

/** Bounds one page: each event has up to one delivery per webhook. */
const FOUND = 50;

type Row = { last: string; isEnd: boolean } & (
  | { id: string; sourceId: string; isDerived: boolean; body: Uint8Array }
  | { id: null }
);

/**
 * Reads payload bytes, because an index would cost every incoming event. `ownCount` leaves out derived events.
 *
 * @param end first event id after the walk
 */
export const findEventsOfCustomer = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, customerId, after, end }: { tenantId: string; customerId: string; after: string; end: string },
): Promise<{ sourceIds: string[]; ownCount: number; next: string | null }> => {
  // JSON writes strings and numbers alike inside quotes. `isAboutCustomer` removes false matches.
  const needle = Buffer.from(JSON.stringify(customerId).slice(1, -1));
  const rows = await sql<Row>(...FIND_EVENTS_OF_CUSTOMER({ tenantId, after, end, needle }));
  const [page] = rows;
  if (!page) return { sourceIds: [], ownCount: 0, next: null };
  const similar = rows
    .flatMap((row) => (row.id === null ? [] : [{ ...row, body: unpackBody(row.body, { eventId: row.id, tenantId }) }]))
    .filter(({ body }) => Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes(needle))
    .slice(0, FOUND);
  const found = similar.filter(({ body }) => isAboutCustomer(body, customerId));
  return {
    sourceIds: [...new Set(found.map(({ sourceId }) => sourceId))],
    ownCount: found.filter(({ isDerived }) => !isDerived).length,
    next: similar.length === FOUND ? (similar.at(-1)?.id ?? null) : page.isEnd ? null : page.last,
  };
};
