import type { Actor, Deps } from "#domain/context.ts";
import type { DeliveryView, ListDeliveriesInput } from "#domain/deliveries/delivery.schema.ts";
import { type DeliveryRow, deliveryColumns, toDeliveryView } from "#domain/deliveries/delivery-view.ts";
import { waitsForSql } from "#domain/deliveries/waits-for.ts";
import { firstIdAt } from "#domain/ids.ts";
import { instantOf } from "#domain/instant.schema.ts";
import { listedMode } from "#domain/listed-mode.ts";
import { newerRows, type Page, toPage } from "#domain/pagination.schema.ts";
import { findEvents } from "#domain/search/find-events.ts";
import { foundBy, readMatching } from "#domain/search/read-matching.ts";
import { type Condition, columnsOf, isAnyOf, selectPage } from "#domain/sql/select-page.ts";

/** Lists deliveries of one mode. Pages stay stable while rows are added. `after`: oldest first, those newer than this id. */
export const listDeliveries = async (
  { sql }: Pick<Deps, "sql">,
  actor: Actor,
  input: ListDeliveriesInput & { after?: string },
): Promise<Page<DeliveryView>> => {
  const { tenantId } = actor;
  const { since, until, q } = input;
  const isOldestFirst = input.after !== undefined;
  const mode = listedMode(actor, input.mode);
  const isDelivery = q?.startsWith("dlv_");
  const found = foundBy(
    q && !isDelivery ? await findEvents({ sql }, { tenantId, mode, q, withDerived: true }) : null,
    "r.event_id",
  );
  const where: Condition[] = [
    ["r.tenant_id = ?", tenantId],
    ["r.mode = ?", mode],
    isAnyOf("r.event", input.event),
    isAnyOf("r.subscription_id", input.webhookId),
    ["r.event_id = ?", input.eventId],
    ["r.id < ?", until && firstIdAt("dlv", instantOf(until))],
    ["r.id = ?", isDelivery ? q : undefined],
    ...found.where,
  ];
  const read = (cursor: string | undefined) => (status: DeliveryView["status"] | undefined) =>
    sql<DeliveryRow>(
      ...selectPage({
        from: "webhook_delivery",
        select: COLUMNS,
        where: [...where, [isOldestFirst ? "r.id > ?" : "r.id < ?", cursor], ["r.status = ?", status]],
        limit: input.limit + 1,
        matching: found.matching,
        isOldestFirst,
      }),
    );
  // Reads each status separately: a statement for several statuses would not follow the index.
  const readParts = (cursor: string | undefined) =>
    Promise.all([...new Set(input.status ?? [undefined])].map(read(cursor)));
  const oldestId = since && firstIdAt("dlv", instantOf(since));
  const { rows, stoppedAt } = await readMatching(readParts, {
    cursor: input.after ?? input.cursor,
    limit: input.limit,
    oldestId,
    isOldestFirst,
  });
  const page = toPage(newerRows(rows, oldestId), input.limit, toDeliveryView);
  return { ...page, nextCursor: page.nextCursor ?? stoppedAt };
};

const COLUMNS = `${columnsOf(Object.keys(deliveryColumns))}, ${waitsForSql("r")} AS "waitsFor"`;
