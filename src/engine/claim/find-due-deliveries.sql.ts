import { isManualSql } from "#domain/deliveries/is-manual.ts";
import { isSendingPaused } from "#domain/pauses/sending-paused.ts";
import { statement } from "#domain/sql/statement.ts";
import { walkDueWebhooks } from "#domain/sql/walk-distinct.ts";
import { hostSql } from "#domain/subscriptions/place.ts";
import { isGated } from "#domain/subscriptions/slow-lane.ts";
import { dueRows, HAS_BACKLOG, IS_SHARED, isUnannounced, OWN_ROWS, wasHeld } from "#engine/claim/due-rows.sql.ts";
import { OWN_RUNS_MAX } from "#engine/retry/assign-runs.ts";

/**
 * `own`: one run per delivery, while all due deliveries of a webhook fit into its places for runs. `backlog`: the shared run, also
 * for every delivery of a paused or limited webhook.
 */
export type DueKind = "own" | "backlog";

/** Part of the statement's text: PostgreSQL would plan parameters anew each time. */
export type DueShape = {
  /** Limits the answer whatever the query says. PostgreSQL keeps no plan for a limit that it cannot estimate. */
  limitMax: number;
  perWebhook: Readonly<Record<DueKind, number>>;
  /** Skips deliveries that a run knows of. */
  onlyUnannounced: boolean;
};

const QUERY = {
  limit: "bigint",
  kinds: "text[]",
  running: "text[]",
  sharing: "text[]",
  busyWebhooks: "text[]",
  busyTenants: "text[]",
  busyHosts: "text[]",
} as const;
type QuerySql = { [Name in keyof typeof QUERY]: string };

/** Due rows to read before the search walks from webhook to webhook. */
export const WINDOW = 500;
/** Rows read per row of the answer: some may be busy. */
const LOOKED_AT = 3;

/** SQL: the shared run takes delivery `o`. Every gated webhook has a backlog. */
const IS_SHARED_KIND = "(s.has_backlog AND (s.is_gated OR o.own_run IS NULL))";
const COLUMNS = `d.id AS "deliveryId", d.subscription_id AS "subscriptionId", d.tenant_id AS "tenantId", d.attempts, d.generation,
  d.own_run IS NOT NULL AS "hasRun", ${hostSql("s.url")} AS host`;
/** SQL: `d` may be sent now. A paused webhook accepts a manual resend at any time, unless the operator paused its sending. */
const mayStart = (
  sql: QuerySql,
) => `NOT ${isSendingPaused("s")} AND (s.gate_at IS NULL OR s.gate_at <= now() OR ${wasHeld("d")} OR (s.probes IS NOT NULL AND ${isManualSql("d")}))
  AND NOT (d.id = ANY(${sql.running})) AND NOT (s.id = ANY(${sql.busyWebhooks})) AND NOT (s.tenant_id = ANY(${sql.busyTenants}))
  AND NOT (${hostSql("s.url")} = ANY(${sql.busyHosts}))`;
/** SQL: a webhook has one shared run at a time; a manual resend does not wait for it. */
const mayShare = (sql: QuerySql) => `(${isManualSql("d")} OR NOT (s.id = ANY(${sql.sharing})))`;
/** SQL: a limited webhook gets no more than it can send within the second of a run. */
const turnsMax = ({ perWebhook, onlyUnannounced }: DueShape, kind: DueKind) =>
  kind === "own"
    ? String(perWebhook.own)
    : `CASE WHEN s.probes IS NOT NULL THEN 1 ELSE ${
        onlyUnannounced ? perWebhook.backlog : `least(s.rate_limit_per_second, ${perWebhook.backlog})`
      } END`;
const isWanted = ({ onlyUnannounced }: DueShape, kind: DueKind, d: string) => {
  if (!onlyUnannounced) return "true";
  return kind === "own" ? isUnannounced(d) : `(${isUnannounced(d)} AND NOT s.is_shared)`;
};
const webhookColumns = ({ onlyUnannounced }: DueShape) =>
  `s.*, ${isGated("s")} AS is_gated, ${HAS_BACKLOG} AS has_backlog${onlyUnannounced ? `, ${IS_SHARED} AS is_shared` : ""}`;

/** SQL: the first row of the answer. Tells when the next row falls due or the next gate opens. */
const ABOUT = (scanned: string) => `
SELECT NULL AS "deliveryId", NULL AS "subscriptionId", NULL AS "tenantId", NULL AS attempts, NULL AS generation, NULL AS "hasRun",
  NULL AS host, NULL AS kind, ${scanned} AS scanned, (extract(epoch FROM least(
    (SELECT due_at FROM webhook_delivery WHERE due_at > now() ORDER BY due_at LIMIT 1),
    (SELECT gate_at FROM webhook_subscription WHERE gate_at > now() ORDER BY gate_at LIMIT 1)) - now()) * 1000)::float8 AS "nextInMs"
UNION ALL`;
const FOUND = `"deliveryId", "subscriptionId", "tenantId", attempts, generation, "hasRun", host, kind, NULL::int, NULL::float8`;

/** Reads the oldest due rows. The first row of the answer counts them. */
export const windowed = (shape: DueShape) =>
  statement(
    QUERY,
    (sql) => `
WITH oldest AS (
  SELECT * FROM webhook_delivery WHERE due_at <= now() ORDER BY due_at LIMIT ${WINDOW}
), webhook AS MATERIALIZED (
  SELECT ${webhookColumns(shape)} FROM webhook_subscription s
  WHERE s.id IN (SELECT subscription_id FROM oldest)
), open AS (
  SELECT ${COLUMNS}, kind, d.due_at, CASE kind WHEN 'own' THEN ${turnsMax(shape, "own")} ELSE ${turnsMax(shape, "backlog")} END AS turns_max,
    row_number() OVER (PARTITION BY s.id, kind ORDER BY s.probes IS NOT NULL AND ${isManualSql("d")} DESC, d.due_at) AS turn
  FROM oldest o JOIN webhook s ON s.id = o.subscription_id
    CROSS JOIN LATERAL (SELECT o.*, CASE WHEN ${IS_SHARED_KIND} THEN 'backlog' ELSE 'own' END AS kind) d
  WHERE kind = ANY(${sql.kinds}) AND ${mayStart(sql)}
    AND CASE kind WHEN 'own' THEN ${isWanted(shape, "own", "d")} ELSE ${isWanted(shape, "backlog", "d")} AND ${mayShare(sql)} END
)
${ABOUT("(SELECT count(*) FROM oldest)::int")}
(SELECT ${FOUND} FROM open WHERE turn <= turns_max ORDER BY turn, due_at LIMIT ${sql.limit})`,
  );

/** Each part uses an index. Manual resends go first. */
const OF_WEBHOOK: Record<DueKind, (shape: DueShape) => string> = {
  own: (
    shape,
  ) => `(SELECT * FROM (${OWN_ROWS}) o WHERE o.due_at <= now() AND NOT s.is_gated AND ${isWanted(shape, "own", "o")})
    UNION ALL
    (SELECT * FROM (${dueRows(2 * OWN_RUNS_MAX)}) o
     WHERE o.own_run IS NULL AND NOT s.has_backlog AND ${isWanted(shape, "own", "o")})`,
  backlog: (
    shape,
  ) => `(SELECT * FROM webhook_delivery o WHERE o.subscription_id = s.id AND ${isManualSql("o")} AND o.due_at IS NOT NULL
       AND o.due_at <= now() AND ${IS_SHARED_KIND} AND ${isWanted(shape, "backlog", "o")}
     LIMIT ${LOOKED_AT * shape.perWebhook.backlog})
    UNION ALL
    (SELECT * FROM (${dueRows(OWN_RUNS_MAX + LOOKED_AT * shape.perWebhook.backlog)}) o
     WHERE NOT ${isManualSql("o")} AND ${IS_SHARED_KIND} AND ${isWanted(shape, "backlog", "o")})`,
};

const ofKind = (shape: DueShape, kind: DueKind, sql: QuerySql) => `(
    SELECT ${COLUMNS}, '${kind}' AS kind FROM (
    ${OF_WEBHOOK[kind](shape)}
    ) d
    WHERE '${kind}' = ANY(${sql.kinds}) AND ${mayStart(sql)}${kind === "own" ? "" : ` AND ${mayShare(sql)}`}
    ORDER BY ${isManualSql("d")} DESC, d.due_at LIMIT ${turnsMax(shape, kind)})`;

/** Walks from the webhook after `after` to the last one, then from the first one to `after`. */
export const walked = (shape: DueShape) =>
  statement(
    { ...QUERY, after: "text" },
    ({ after, ...sql }) => `
WITH RECURSIVE ${walkDueWebhooks("following", `subscription_id > ${after}`)}, ${walkDueWebhooks("preceding", `subscription_id <= ${after}`)}
${ABOUT("NULL::int")}
(SELECT ${FOUND} FROM (SELECT found.* FROM (SELECT * FROM following UNION ALL SELECT * FROM preceding) w
CROSS JOIN LATERAL (
  SELECT ${webhookColumns(shape)} FROM webhook_subscription s WHERE s.id = w.id AND w.due_at <= now() OFFSET 0
) s
CROSS JOIN LATERAL (
  ${ofKind(shape, "own", sql)}
  UNION ALL
  ${ofKind(shape, "backlog", sql)}
) found LIMIT ${sql.limit}) found LIMIT ${shape.limitMax})`,
  );
