import type { Mode } from "#domain/mode.schema.ts";
import { PLAIN_MIN } from "#domain/packed-body.ts";
import type { Columns, RowsSql } from "#domain/sql/rows-of.ts";

export type EventRow = {
  id: string;
  tenantId: string;
  mode: Mode;
  event: string;
  resourceId: string | null;
  occurredAt: Date;
  /** Plain, or as `packBody` returned it. */
  body: Uint8Array | null;
};

export const EVENT_COLUMNS = {
  id: "text",
  tenantId: "text",
  mode: "text",
  event: "text",
  resourceId: "text",
  occurredAt: "timestamptz",
  body: "bytea",
} as const satisfies Columns<EventRow>;

type Insertion = {
  events: RowsSql<"body">;
  /** CTE of the rows to insert. */
  from: string;
  more?: readonly string[];
  orderBy?: string;
  onConflict?: string;
  /** False when the caller makes the deliveries itself: the event needs no fan-out. */
  hasOutbox?: boolean;
  /** Of the names of the CTEs, for a statement that inserts events twice. */
  prefix?: string;
};

/** Writes CTEs. `event` has `id` and `tenant_id` of new events. */
export const insertEvents = ({
  events,
  from,
  more = [],
  orderBy = "id",
  onConflict = "",
  hasOutbox = true,
  prefix = "",
}: Insertion): string => {
  const columns = ["id", "tenant_id", "mode", "event", "resource_id", "occurred_at", ...more].join(", ");
  const outbox = `, outbox AS (
  INSERT INTO webhook_outbox (tenant_id, event_id, due_at, scheduled)
  SELECT tenant_id, id, coalesce(due_at, now()), status = 'scheduled' FROM event WHERE status <> 'rejected'
)`;
  const bytes = events.bytes("body", "new");
  const isPlain = `${events.firstByte("body", "new")} >= ${PLAIN_MIN}`;
  return `${prefix}event AS (
  INSERT INTO webhook_event AS e (${columns}) SELECT ${columns} FROM ${from} ORDER BY ${orderBy} ${onConflict}
  RETURNING id, tenant_id, status, due_at
), ${prefix}payload AS (
  INSERT INTO webhook_payload (event_id, tenant_id, body, packed)
  SELECT new.id, new.tenant_id, CASE WHEN ${isPlain} THEN ${bytes} END, CASE WHEN NOT ${isPlain} THEN ${bytes} END
  FROM ${from} new JOIN ${prefix}event AS event USING (id)
  WHERE new.body_length IS NOT NULL
)${hasOutbox ? outbox : ""}`;
};
