import type { Actor, Deps } from "#domain/context.ts";
import type { DeliveryFilters, DeliveryView, ListDeliveriesInput } from "#domain/deliveries/delivery.schema.ts";
import { DELIVERY_COLUMNS, type DeliveryRow, toDeliveryView } from "#domain/deliveries/delivery-view.ts";
import { storedExternalIdSql } from "#domain/external-id.ts";
import { firstIdAt } from "#domain/ids.ts";
import { instantOf } from "#domain/instant.schema.ts";
import { listedMode } from "#domain/listed-mode.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { newerRows, type Page, toPage } from "#domain/pagination.schema.ts";
import { type Condition, isAnyOf, selectPage } from "#domain/sql/select-page.ts";

/** Events whose deliveries `q` finds. */
const EVENTS_FOUND_MAX = 1_000;

/** Lists deliveries of one mode. Pages stay stable while rows are added. */
export const listDeliveries = async (
  { sql }: Pick<Deps, "sql">,
  actor: Actor,
  input: ListDeliveriesInput,
): Promise<Page<DeliveryView>> => {
  const { tenantId } = actor;
  const { since, until, q, limit } = input;
  const mode = listedMode(actor, input.mode);
  const where: Condition[] = [
    ["r.tenant_id = ?", tenantId],
    ["r.mode = ?", mode],
    isAnyOf("r.event", input.event),
    isAnyOf("r.subscription_id", input.webhookId),
    ["r.event_id = ?", input.eventId],
    ["r.test = ?", input.test],
    ["r.id < ?", input.cursor],
    ["r.id < ?", until && firstIdAt("dlv", instantOf(until))],
    ...(q ? [await exactly({ sql }, { tenantId, mode, q })] : []),
  ];
  const read = ({ also, codes }: Part) => {
    const page = { from: "webhook_delivery", select: DELIVERY_COLUMNS, where: [...where, ...also], limit: limit + 1 };
    return sql<DeliveryRow>(...(codes ? selectForEach(codes, page) : selectPage(page)));
  };
  const parts = await Promise.all(splitFilters(input).map(read));
  const rows = parts
    .flat()
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .slice(0, limit + 1);
  return toPage(newerRows(rows, since && firstIdAt("dlv", instantOf(since))), limit, toDeliveryView);
};

/** One statement. `codes`: HTTP statuses to read one by one. */
type Part = { also: Condition[]; codes?: readonly number[] };

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
  if (!codes) return [...new Set(status ?? [undefined])].map((one) => ({ also: [["r.status = ?", one]] }));
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
