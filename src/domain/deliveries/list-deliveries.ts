import type { Actor, Deps } from "#domain/context.ts";
import type { DeliveryView, ListDeliveriesInput } from "#domain/deliveries/delivery.schema.ts";
import { type DeliveryRow, deliveryColumns, toDeliveryView } from "#domain/deliveries/delivery-view.ts";
import { waitsForSql } from "#domain/deliveries/waits-for.ts";
import { storedExternalIdSql } from "#domain/external-id.ts";
import { firstIdAt } from "#domain/ids.ts";
import { instantOf } from "#domain/instant.schema.ts";
import { listedMode } from "#domain/listed-mode.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { newerRows, type Page, toPage } from "#domain/pagination.schema.ts";
import { type Condition, columnsOf, isAnyOf, selectPage } from "#domain/sql/select-page.ts";

/** Events whose deliveries `q` finds. */
const EVENTS_FOUND_MAX = 1_000;

/** Lists deliveries of one mode. Pages stay stable while rows are added. `after`: oldest first, those newer than this id. */
export const listDeliveries = async (
  { sql }: Pick<Deps, "sql">,
  actor: Actor,
  input: ListDeliveriesInput & { after?: string },
): Promise<Page<DeliveryView>> => {
  const { tenantId } = actor;
  const { since, until, q } = input;
  const mode = listedMode(actor, input.mode);
  const where: Condition[] = [
    ["r.tenant_id = ?", tenantId],
    ["r.mode = ?", mode],
    isAnyOf("r.event", input.event),
    isAnyOf("r.subscription_id", input.webhookId),
    ["r.event_id = ?", input.eventId],
    ["r.id < ?", input.cursor],
    ["r.id > ?", input.after],
    ["r.id < ?", until && firstIdAt("dlv", instantOf(until))],
    ...(q ? [await exactly({ sql }, { tenantId, mode, q })] : []),
  ];
  const read = (status: DeliveryView["status"] | undefined) =>
    sql<DeliveryRow>(
      ...selectPage({
        from: "webhook_delivery",
        select: COLUMNS,
        where: [...where, ["r.status = ?", status]],
        limit: input.limit + 1,
        isOldestFirst: input.after !== undefined,
      }),
    );
  // Reads each status separately: a statement for several statuses would not follow the index.
  const parts = await Promise.all([...new Set(input.status ?? [undefined])].map(read));
  const rows = parts
    .flat()
    .sort((a, b) => (a.id < b.id === (input.after === undefined) ? 1 : -1))
    .slice(0, input.limit + 1);
  return toPage(newerRows(rows, since && firstIdAt("dlv", instantOf(since))), input.limit, toDeliveryView);
};

const COLUMNS = `${columnsOf(Object.keys(deliveryColumns))}, ${waitsForSql("r")} AS "waitsFor"`;

const exactly = async (
  { sql }: Pick<Deps, "sql">,
  { tenantId, mode, q }: { tenantId: string; mode: Mode; q: string },
): Promise<Condition> => {
  if (q.startsWith("dlv_")) return ["r.id = ?", q];
  const events = await sql<{ id: string }>(
    ...selectPage({
      from: "webhook_event",
      select: "r.id",
      where: [
        ["r.tenant_id = ?", tenantId],
        ["r.mode = ?", mode],
        [
          `(r.id = ? OR r.external_id = ${storedExternalIdSql(mode, "?::text")} OR r.resource_id = ? OR r.source_event_id = ?)`,
          q,
        ],
      ],
      limit: EVENTS_FOUND_MAX,
    }),
  );
  return ["r.event_id = ANY(?::text[])", events.map(({ id }) => id)];
};
