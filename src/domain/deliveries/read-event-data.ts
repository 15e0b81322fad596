import type { Deps } from "#domain/context.ts";
import { unpackIfReadable } from "#domain/packed-body.ts";
import { bodyBytesSql, storedBodySql } from "#domain/payload-body.ts";
import { statement } from "#domain/sql/statement.ts";

/** Larger bodies are left out: a page of the log reads up to 100 of them. */
const BODY_BYTES_READ_MAX = 32 * 1024;

export type EventData = Record<string, unknown>;

/** Reads the data of these events. Leaves out events whose body is large, erased, past retention or unreadable. */
export const readEventData = async (
  { sql }: Pick<Deps, "sql">,
  tenantId: string,
  eventIds: readonly string[],
): Promise<ReadonlyMap<string, EventData>> => {
  const ids = [...new Set(eventIds)];
  const rows = ids.length === 0 ? [] : await sql<{ eventId: string; body: Uint8Array }>(...READ({ tenantId, ids }));
  return new Map(
    rows.flatMap(({ eventId, body: stored }) => {
      const body = unpackIfReadable(stored, { eventId, tenantId });
      return body ? [[eventId, dataOf(body)] as const] : [];
    }),
  );
};

const READ = statement(
  { tenantId: "text", ids: "text[]" },
  ({ tenantId, ids }) => `
SELECT p.event_id AS "eventId", ${storedBodySql("p")} AS body FROM webhook_payload p
WHERE p.tenant_id = ${tenantId} AND p.event_id = ANY(${ids}) AND ${bodyBytesSql("p")} <= ${BODY_BYTES_READ_MAX}`,
);

/** Bodies are our own JSON, with an object in `data`. */
const dataOf = (body: Uint8Array): EventData => {
  const { data } = JSON.parse(new TextDecoder().decode(body)) as { data?: EventData };
  return data ?? {};
};
