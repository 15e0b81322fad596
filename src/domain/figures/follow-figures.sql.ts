import { STEPS_SQL } from "#domain/figures/figure-steps.ts";
import { addedLatencySql, latencyClassSql, latencyEntrySql } from "#domain/figures/latency.ts";
import { isNextSql, lockedPlaceSql, moveSql, placeSql } from "#domain/follow/follow-rows.ts";

type FigureSource = "delivery" | "attempt";

const placeOf = (source: FigureSource): string => `${source}_figures`;

type Source = {
  table: string;
  xid: string;
  /** SQL: the row `r` has ended. */
  isEnded: string;
  /** Tables and columns of an end, from a row `r`. */
  of: (row: string) => string;
  columns: string;
  /** Columns of an end, from a row `r` of `webhook_replaced_end` and its delivery `d`. */
  replacedColumns: string;
};

const dimensionsOf = (delivery: "d" | "r") =>
  `${delivery}.tenant_id, ${delivery}.mode, ${delivery}.subscription_id AS webhook_id, ${delivery}.event, ${delivery}.test`;

const ATTEMPT = "r.ended_at AS at, r.outcome, r.response_status, r.error_code, r.duration_ms";

const SOURCES: Record<FigureSource, Source> = {
  delivery: {
    table: "webhook_delivery",
    xid: "ended_xid",
    isEnded: "r.status IN ('delivered', 'failed', 'canceled')",
    of: (row) => row,
    // The same as in the trigger `webhook_delivery_end`, for deliveries from before these columns.
    columns: `${dimensionsOf("r")}, coalesce(r.ended_at, r.delivered_at, r.last_attempt_at, r.created_at) AS at, r.status AS outcome,
      coalesce(r.ended_attempt, r.attempts) AS ended_attempt`,
    replacedColumns: `${dimensionsOf("d")}, r.ended_at AS at, r.outcome, r.ended_attempt`,
  },
  attempt: {
    table: "webhook_attempt",
    xid: "xid",
    isEnded: "r.ended_at IS NOT NULL",
    of: (row) => `${row} JOIN webhook_delivery d ON d.id = r.delivery_id`,
    columns: `${dimensionsOf("d")}, ${ATTEMPT}`,
    replacedColumns: `${dimensionsOf("d")}, ${ATTEMPT}`,
  },
};

/** CTE `page`: ends after the place, each with sign 1, and ends that were replaced after the place, with sign -1. */
const pageSql = (source: FigureSource, rows: number) => {
  const { table, xid, columns, replacedColumns, of } = SOURCES[source];
  const replaced = (column: "from_xid" | "to_xid", sign: 1 | -1) => `(
    SELECT r.${column} AS xid, r.row_id AS id, ${sign} AS sign, ${replacedColumns}
    FROM webhook_replaced_end r JOIN webhook_delivery d ON d.id = r.delivery_id
    WHERE r.kind = '${source}' AND ${isNextSql({ xid: `r.${column}`, id: "r.row_id" })}
  )`;
  const next = `(
      SELECT * FROM ${table} r WHERE ${isNextSql({ xid: `r.${xid}`, id: "r.id" })}
      ORDER BY r.${xid}, r.id FETCH FIRST ${rows} ROWS WITH TIES
    ) r`;
  return `page AS MATERIALIZED (
  SELECT * FROM (
    (SELECT r.${xid} AS xid, r.id, 1 AS sign, ${columns} FROM ${of(next)})
    UNION ALL ${replaced("from_xid", 1)}
    UNION ALL ${replaced("to_xid", -1)}
  ) ends ORDER BY xid, id FETCH FIRST ${rows} ROWS WITH TIES
)`;
};

/** CTEs `page` and `moved` of rows from before the column, downwards by id. */
const oldPageSql = (source: FigureSource, rows: number) => {
  const { table, xid, columns, replacedColumns, isEnded, of } = SOURCES[source];
  return `seen AS MATERIALIZED (
  SELECT r.* FROM ${table} r WHERE r.id < (SELECT backfilled_to FROM place) ORDER BY r.id DESC LIMIT ${rows}
), lowest AS MATERIALIZED (
  SELECT CASE WHEN count(*) = ${rows} THEN min(id) END AS id FROM seen
), page AS MATERIALIZED (
  SELECT 1 AS sign, ${columns} FROM ${of("seen r")} WHERE r.${xid} IS NULL AND ${isEnded}
  UNION ALL
  SELECT 1, ${replacedColumns} FROM webhook_replaced_end r JOIN webhook_delivery d ON d.id = r.delivery_id
  WHERE r.kind = '${source}' AND r.from_xid IS NULL AND r.row_id < (SELECT backfilled_to FROM place)
    AND r.row_id >= coalesce((SELECT id FROM lowest), '')
), moved AS (
  UPDATE follower_place SET backfilled_to = (SELECT id FROM lowest)
  WHERE name = '${placeOf(source)}' AND EXISTS (SELECT FROM place) RETURNING backfilled_to
)`;
};

const KEY = "tenant_id, mode, step, webhook_id, event, at";

/**
 * CTE `ended`: counts of one minute, webhook, event type and `kinds`, once for each step that still keeps its time. Few rows are left for
 * the sums by step, which take most of the time otherwise (measured).
 */
const endedSql = ({ counts, kinds = [] }: { counts: string; kinds?: readonly string[] }) => {
  const names = kinds.map((kind) => `, ${kind.split(" AS ")[1]}`).join("");
  return `counted_minute AS MATERIALIZED (
  SELECT tenant_id, mode, webhook_id, event, minute${names}, max(at) AS last_at, ${counts}
  FROM (SELECT page.*, date_trunc('minute', at, 'UTC') AS minute${kinds.map((kind) => `, ${kind}`).join("")} FROM page WHERE NOT test) page
  GROUP BY tenant_id, mode, webhook_id, event, minute${names}
), ended AS (
  SELECT m.*, step.minutes AS step, date_trunc(step.unit, m.minute, 'UTC') AS step_at FROM counted_minute m, ${STEPS_SQL}
  WHERE m.minute > now() - step.kept
)`;
};

const addedCounts = (names: readonly string[]) =>
  names.map((name) => `${name} = f.${name} + excluded.${name}`).join(", ");

/** Rows of a tenant that is gone are left out. Locks rows in the order of their key. */
const insertSql = (into: string, from: string, key: string) => `
  INSERT INTO ${into} SELECT c.* FROM ${from} c JOIN tenant ON tenant.id = c.tenant_id ORDER BY ${key
    .split(", ")
    .map((name) => `c.${name}`)
    .join(", ")} ON CONFLICT (${key}) DO UPDATE SET`;

const counted = (when: string, name: string) => `coalesce(sum(sign) FILTER (WHERE ${when}), 0)::int AS ${name}`;
const added = (names: readonly string[]) => names.map((name) => `sum(${name})::int AS ${name}`).join(", ");

const DELIVERY_COUNTS = ["delivered", "failed", "canceled", "first_try"];

const ADD_DELIVERIES = `${endedSql({
  counts: [
    ...["delivered", "failed", "canceled"].map((status) => counted(`outcome = '${status}'`, status)),
    counted("outcome = 'delivered' AND ended_attempt = 1", "first_try"),
  ].join(", "),
})}, counted AS (
  SELECT tenant_id, mode, step, coalesce(webhook_id, '') AS webhook_id, coalesce(event, '') AS event, step_at AS at, ${added(DELIVERY_COUNTS)}
  FROM ended GROUP BY tenant_id, mode, step, step_at, CUBE (webhook_id, event)
), added AS (${insertSql(`webhook_figure AS f (${KEY}, ${DELIVERY_COUNTS.join(", ")})`, "counted", KEY)}
  ${addedCounts(DELIVERY_COUNTS)}
)`;

const HTTP_CLASSES = [2, 3, 4, 5].map((first) => ({ name: `http_${first}xx`, first }));
const ATTEMPT_COUNTS = [...HTTP_CLASSES.map(({ name }) => name), "error"];
const CAUSE_KEY = "tenant_id, mode, step, at, webhook_id, cause";
const CAUSE = "CASE WHEN error_code = 'http_status' THEN 'http_' || response_status ELSE error_code END AS cause";

const ADD_ATTEMPTS = `${endedSql({
  counts: [
    "sum(sign)::int AS n",
    ...HTTP_CLASSES.map(({ name, first }) => counted(`response_status / 100 = ${first}`, name)),
    counted("response_status / 100 BETWEEN 2 AND 5 IS NOT TRUE", "error"),
  ].join(", "),
  kinds: [`${latencyClassSql("duration_ms", "outcome <> 'delivered'")} AS class`, CAUSE],
})}, classed AS (
  SELECT tenant_id, mode, step, coalesce(webhook_id, '') AS webhook_id, coalesce(event, '') AS event, step_at AS at, class,
    ${added(["n", ...ATTEMPT_COUNTS])}
  FROM ended GROUP BY tenant_id, mode, step, step_at, class, CUBE (webhook_id, event)
), counted AS (
  SELECT ${KEY}, ${added(ATTEMPT_COUNTS)},
    coalesce(array_agg(${latencyEntrySql("class", "n")} ORDER BY class) FILTER (WHERE class IS NOT NULL AND n <> 0), '{}') AS latency
  FROM classed GROUP BY ${KEY}
), added AS (${insertSql(`webhook_figure AS f (${KEY}, ${ATTEMPT_COUNTS.join(", ")}, latency)`, "counted", KEY)}
  ${addedCounts(ATTEMPT_COUNTS)}, latency = CASE WHEN f.latency = '{}' THEN excluded.latency
    ELSE ${addedLatencySql("f.latency", "excluded.latency")} END
), causes AS (
  SELECT tenant_id, mode, step, step_at AS at, webhook_id, cause, ${added(["n"])}, max(last_at) AS last_at
  FROM ended WHERE cause IS NOT NULL GROUP BY tenant_id, mode, step, step_at, webhook_id, cause
), caused AS (${insertSql(`webhook_cause AS f (${CAUSE_KEY}, count, last_at)`, "causes", CAUSE_KEY)}
  count = f.count + excluded.count, last_at = greatest(f.last_at, excluded.last_at)
)`;

const ADD: Record<FigureSource, string> = { delivery: ADD_DELIVERIES, attempt: ADD_ATTEMPTS };

/**
 * Statements of one page of `rows` rows; rows of the same place stay together.
 *
 * `look` says whether there is anything to count. `countNext` counts ends after the place and moves it. `countOld` does the same with rows from before the column. `forgetReplaced` deletes
 * replaced ends that both have passed.
 */
export const followStatements = (source: FigureSource, rows: number) => {
  const place = lockedPlaceSql(placeOf(source));
  const { table, xid } = SOURCES[source];
  const isNext = (columnOfXid: string, id: string) => isNextSql({ xid: `r.${columnOfXid}`, id: `r.${id}` });
  return {
    look: `
WITH ${placeSql(placeOf(source))}
SELECT EXISTS (SELECT FROM place WHERE backfilled_to IS NOT NULL) AS "hasOld",
  EXISTS (SELECT FROM ${table} r WHERE ${isNext(xid, "id")})
  OR EXISTS (SELECT FROM webhook_replaced_end r WHERE r.kind = '${source}' AND ${isNext("to_xid", "row_id")}) AS "hasNext"`,
    countNext: `
WITH ${place}, ${pageSql(source, rows)}, ${moveSql(placeOf(source))}, ${ADD[source]}
SELECT count(*)::int AS read, (count(*) FILTER (WHERE sign < 0))::int AS replaced,
  coalesce(array_agg(DISTINCT tenant_id) FILTER (WHERE NOT test), '{}') AS "tenantIds", ${[
    "delivered",
    "failed",
    "canceled",
  ]
    .map((outcome) => `(count(*) FILTER (WHERE sign > 0 AND NOT test AND outcome = '${outcome}'))::int AS ${outcome}`)
    .join(", ")}
FROM page`,
    countOld: `
WITH ${place}, ${oldPageSql(source, rows)}, ${ADD[source]}
SELECT EXISTS (SELECT FROM moved WHERE backfilled_to IS NOT NULL) AS "hasOld"`,
    forgetReplaced: `
DELETE FROM webhook_replaced_end r USING follower_place p
WHERE p.name = '${placeOf(source)}' AND r.kind = '${source}' AND (r.to_xid < p.xid OR (r.to_xid = p.xid AND r.row_id <= p.id))
  AND (r.from_xid IS NOT NULL OR p.backfilled_to IS NULL OR r.row_id >= p.backfilled_to)`,
  };
};
