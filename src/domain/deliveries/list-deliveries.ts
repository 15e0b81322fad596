import type { Actor, Deps } from "#domain/context.ts";
import type { DeliveryFilters, DeliveryView, ListDeliveriesInput } from "#domain/deliveries/delivery.schema.ts";
import {
  DELIVERY_COLUMNS,
  DELIVERY_JOINS,
  type DeliveryRow,
  toDeliveryView,
} from "#domain/deliveries/delivery-view.ts";
import { allOf, ofEventTypes } from "#domain/deliveries/of-event-types.ts";
import { firstIdAt } from "#domain/ids.ts";
import { instantOf } from "#domain/instant.schema.ts";
import { listedMode } from "#domain/listed-mode.ts";
import { newerRows, type Page, toPage } from "#domain/pagination.schema.ts";
import { findEvents } from "#domain/search/find-events.ts";
import { foundBy, ROWS_PER_WALK, readMatching } from "#domain/search/read-matching.ts";
import { type Condition, isAnyOf, type Matching, selectPage } from "#domain/sql/select-page.ts";

/** Lists deliveries of one mode. Pages stay stable while rows are added. `after`: oldest first, those newer than this id. */
export const listDeliveries = async (
  { sql }: Pick<Deps, "sql">,
  actor: Actor,
  input: ListDeliveriesInput & { after?: string },
): Promise<Page<DeliveryView>> => {
  const { tenantId } = actor;
  const { since, until, q, limit } = input;
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
    isAnyOf("r.subscription_id", input.webhookId),
    ["r.event_id = ?", input.eventId],
    ["r.test = ?", input.test],
    ["r.id < ?", until && firstIdAt("dlv", instantOf(until))],
    ["r.id = ?", isDelivery ? q : undefined],
    ...found.where,
  ];
  const filtered = splitFilters(input);
  const ofTypes = ofEventTypes({ sql }, { tenantId, mode }, input.event);
  let walks = 0;
  const readParts = async (cursor: string | undefined) => {
    const types = await ofTypes(++walks);
    return Promise.all(
      filtered.map(({ also, codes, isWalked }) => {
        const page = {
          from: "webhook_delivery",
          select: DELIVERY_COLUMNS,
          joins: DELIVERY_JOINS,
          where: [...where, ...types.where, [isOldestFirst ? "r.id > ?" : "r.id < ?", cursor] as const, ...also],
          limit: limit + 1,
          matching: allOf([isWalked ? DELIVERED : undefined, types.matching, found.matching]),
          isOldestFirst,
        };
        return sql<DeliveryRow>(...(codes ? selectForEach(codes, page) : selectPage(page)));
      }),
    );
  };
  const oldestId = since && firstIdAt("dlv", instantOf(since));
  const { rows, stoppedAt } = await readMatching(readParts, {
    cursor: input.after ?? input.cursor,
    limit,
    oldestId,
    isOldestFirst,
  });
  const page = toPage(newerRows(rows, oldestId), limit, toDeliveryView);
  return { ...page, nextCursor: page.nextCursor ?? stoppedAt };
};

/** One statement. `codes`: HTTP statuses to read one by one. `isWalked`: only delivered rows, which no index lists. */
type Part = { also: Condition[]; codes?: readonly number[]; isWalked?: boolean };

/** Nearly all rows of most tenants are delivered. After a long outage, a page may be short and go on by its cursor. */
const DELIVERED: Matching = { sql: () => "r.status = 'delivered'", rowsMax: ROWS_PER_WALK };

/**
 * Splits the rarest filter by value: a statement for several values at once would not follow the index. Other filters stay
 * conditions.
 */
const splitFilters = ({
  status,
  httpStatus,
  error,
}: Pick<DeliveryFilters, "status" | "httpStatus" | "error">): Part[] => {
  const ofStatus = isAnyOf("r.status", status);
  const codes = httpStatus && httpStatusesOf(httpStatus);
  if (error)
    return [...new Set(error)].map((code) => ({
      also: [["r.last_error_code = ?", code], ofStatus, ["r.last_http_status = ANY(?::int[])", codes]],
    }));
  if (!codes)
    return [...new Set(status ?? [undefined])].map((one) =>
      one === "delivered" ? { also: [], isWalked: true } : { also: [["r.status = ?", one]] },
    );
  const others = codes.filter((code) => code !== 200);
  return [
    ...(codes.includes(200) ? [{ also: [["r.last_http_status = ?", 200], ofStatus] satisfies Condition[] }] : []),
    ...(others.length > 0
      ? // The index leaves out 200, and only a condition of its own says so for a code that is no constant.
        [
          {
            also: [["r.last_http_status = v.code AND r.last_http_status <> ?", 200], ofStatus] satisfies Condition[],
            codes: others,
          },
        ]
      : []),
  ];
};

/** Returns each status once: `5xx` stands for 100 of them. */
const httpStatusesOf = (asked: readonly string[]): number[] => [
  ...new Set(
    asked.flatMap((one) =>
      /xx$/i.test(one) ? Array.from({ length: 100 }, (_, index) => Number(one[0]) * 100 + index) : [Number(one)],
    ),
  ),
];

const selectForEach = (
  codes: readonly number[],
  page: Parameters<typeof selectPage>[0],
): ReturnType<typeof selectPage> => {
  const [text, values, options] = selectPage(page);
  const each = `SELECT page.* FROM unnest($${values.length + 1}::int[]) AS v(code) CROSS JOIN LATERAL (${text}) page`;
  return [each, [...values, codes], options];
};
