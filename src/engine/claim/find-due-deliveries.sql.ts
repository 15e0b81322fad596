import { isManualSql } from "#domain/deliveries/is-manual.ts";
import { statement } from "#domain/sql/statement.ts";
import { webhooksWithDeliveries } from "#domain/sql/walk-distinct.ts";
import { hostSql } from "#domain/subscriptions/place.ts";
import { isGated } from "#domain/subscriptions/slow-lane.ts";
import { OWN_RUNS_MAX } from "#engine/retry/assign-runs.ts";

/**
 * `own`: one run per delivery, while all due deliveries of a webhook fit into its places for runs. `backlog`: the shared run, also
 * for every delivery of a paused or limited webhook.
 */
export type DueKind = "own" | "backlog";

/** Part of the statement's text: PostgreSQL would plan parameters anew each time. */
export type DueOptions = {
  perWebhook?: number;
  /** Skips deliveries that a run knows of. */
  onlyUnannounced?: boolean;
};
export type DueShape = { kind: DueKind } & Required<DueOptions>;

const QUERY = {
  limit: "bigint",
  running: "text[]",
  busyWebhooks: "text[]",
  busyTenants: "text[]",
  busyHosts: "text[]",
} as const;
type QuerySql = { [Name in keyof typeof QUERY]: string };

/** Due rows to read before the search walks from webhook to webhook. */
export const WINDOW = 500;
/** Rows read per row of the answer: some may be busy. */
const LOOKED_AT = 3;
/** Limits deliveries of one webhook in one shared run. */
export const BACKLOG_MAX = 50;
/** Age of a lost announcement. Doubles with each repeat: 32 minutes at most. */
const OVERDUE_MS = 30_000;
/** Shorter after a crash, because no run knows of the next attempt. */
const INTERRUPTED_OVERDUE_MS = 5_000;

const COLUMNS = `d.id AS "deliveryId", d.subscription_id AS "subscriptionId", d.tenant_id AS "tenantId", d.attempts, d.generation,
  d.own_run IS NOT NULL AS "hasRun", ${hostSql("s.url")} AS host`;

/** SQL: the lease ran out. Settling sends nothing, so it need not wait for a gate. */
const wasHeld = (d: string) => `${d}.lease_token IS NOT NULL`;
const isInterrupted = (d: string) => `${wasHeld(d)} AND (${d}.announced_at IS NULL OR ${d}.announced_at < ${d}.due_at)`;
const wasNeverAnnounced = (d: string) =>
  `${d}.own_run IS NULL AND (${d}.announced_at IS NULL OR ${d}.announced_at < ${d}.due_at)`;
/** SQL: no run knows of the due delivery `d`. */
export const isUnannounced = (
  d: string,
) => `greatest(${d}.due_at, ${d}.announced_at) <= now() - interval '1 millisecond' * CASE
    WHEN ${isInterrupted(d)} THEN ${INTERRUPTED_OVERDUE_MS}
    WHEN ${wasNeverAnnounced(d)} THEN 0
    ELSE ${OVERDUE_MS} * power(2, least(${d}.generation, 6)) END`;
type Part = { columns?: string; where?: string; limit: number };
/**
 * SQL: due deliveries of webhook `s`, oldest first. One index alone serves `= ANY` with this order. With `=`, a plan may read final
 * deliveries of the webhook, or due ones of all webhooks.
 */
const dueRows = (
  o: string,
  { columns = "*", where = "true", limit }: Part,
) => `SELECT ${columns} FROM webhook_delivery ${o}
    WHERE ${o}.subscription_id = ANY (ARRAY[s.id]) AND ${o}.due_at <= now() AND ${where}
    ORDER BY ${o}.subscription_id, ${o}.due_at LIMIT ${limit}`;
/** SQL: deliveries of webhook `s` with their own run, 20 at most. */
const OWN_ROWS = `SELECT * FROM webhook_delivery o WHERE o.subscription_id = ANY (ARRAY[s.id]) AND o.own_run IS NOT NULL
    AND o.due_at IS NOT NULL ORDER BY o.subscription_id, o.own_run LIMIT ${OWN_RUNS_MAX}`;
/** SQL: webhook `s` has a shared run. */
export const IS_SHARED = `EXISTS (SELECT FROM (${dueRows("a", { limit: 2 * BACKLOG_MAX })}) a
    WHERE a.own_run IS NULL AND NOT ${isUnannounced("a")})`;
/** SQL: `d` may be sent now. A paused webhook accepts a manual resend at any time. */
const mayStart = (
  sql: QuerySql,
) => `(s.gate_at IS NULL OR s.gate_at <= now() OR ${wasHeld("d")} OR (s.probes IS NOT NULL AND ${isManualSql("d")}))
  AND NOT (d.id = ANY(${sql.running})) AND NOT (s.id = ANY(${sql.busyWebhooks})) AND NOT (s.tenant_id = ANY(${sql.busyTenants}))
  AND NOT (${hostSql("s.url")} = ANY(${sql.busyHosts}))`;
const turnsMax = ({ perWebhook }: DueShape) => `CASE WHEN s.probes IS NOT NULL THEN 1 ELSE ${perWebhook} END`;

/** SQL: more deliveries are due than runs are free. Reads at most 41 rows. */
const HAS_BACKLOG = `(${isGated("s")} OR (
    SELECT count(*) FROM (${dueRows("b", { columns: "1", where: "b.own_run IS NULL", limit: OWN_RUNS_MAX + 1 })}) b
  ) > ${OWN_RUNS_MAX} - (
    SELECT count(*) FROM (${OWN_ROWS}) o))`;
const IS_KIND: Record<DueKind, (d: string) => string> = {
  own: (d) => `NOT s.is_gated AND (${d}.own_run IS NOT NULL OR NOT s.has_backlog)`,
  backlog: (d) => `(s.is_gated OR (s.has_backlog AND ${d}.own_run IS NULL))`,
};
const isWanted = ({ kind, onlyUnannounced }: DueShape, d: string) => {
  if (!onlyUnannounced) return "true";
  return kind === "own" ? isUnannounced(d) : `(${isUnannounced(d)} AND NOT s.is_shared)`;
};
const webhookColumns = ({ kind, onlyUnannounced }: DueShape) =>
  `s.*, ${isGated("s")} AS is_gated, ${HAS_BACKLOG} AS has_backlog${
    kind === "backlog" && onlyUnannounced ? `, ${IS_SHARED} AS is_shared` : ""
  }`;

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
  SELECT ${COLUMNS}, d.due_at, ${turnsMax(shape)} AS turns_max,
    row_number() OVER (PARTITION BY s.id ORDER BY s.probes IS NOT NULL AND ${isManualSql("d")} DESC, d.due_at) AS turn
  FROM oldest d JOIN webhook s ON s.id = d.subscription_id
  WHERE ${IS_KIND[shape.kind]("d")} AND ${mayStart(sql)} AND ${isWanted(shape, "d")}
)
SELECT NULL AS "deliveryId", NULL AS "subscriptionId", NULL AS "tenantId", NULL AS attempts, NULL AS generation, NULL AS "hasRun",
  NULL AS host, 0 AS turn, (SELECT count(*) FROM oldest)::int AS scanned
UNION ALL
(SELECT "deliveryId", "subscriptionId", "tenantId", attempts, generation, "hasRun", host, turn::int, NULL FROM open
 WHERE turn <= turns_max ORDER BY turn, due_at LIMIT ${sql.limit})`,
  );

/** Each part uses an index. Manual resends go first. */
const OF_WEBHOOK: Record<DueKind, (shape: DueShape) => string> = {
  own: (
    shape,
  ) => `(SELECT * FROM (${OWN_ROWS}) o WHERE o.due_at <= now() AND NOT s.is_gated AND ${isWanted(shape, "o")})
    UNION ALL
    (${dueRows("o", { where: `o.own_run IS NULL AND NOT s.has_backlog AND ${isWanted(shape, "o")}`, limit: OWN_RUNS_MAX })})`,
  backlog: (
    shape,
  ) => `(SELECT * FROM webhook_delivery o WHERE o.subscription_id = s.id AND ${isManualSql("o")} AND o.due_at IS NOT NULL
       AND o.due_at <= now() AND ${IS_KIND.backlog("o")} AND ${isWanted(shape, "o")} LIMIT ${LOOKED_AT * shape.perWebhook})
    UNION ALL
    (${dueRows("o", {
      where: `NOT ${isManualSql("o")} AND ${IS_KIND.backlog("o")} AND ${isWanted(shape, "o")}`,
      limit: LOOKED_AT * shape.perWebhook,
    })})`,
};

export const walked = (shape: DueShape) =>
  statement(
    { ...QUERY, after: "text" },
    ({ after, ...sql }) => `
WITH RECURSIVE ${webhooksWithDeliveries(after)}
SELECT found.* FROM webhooks w
CROSS JOIN LATERAL (
  SELECT ${webhookColumns(shape)} FROM webhook_subscription s WHERE s.id = w.id OFFSET 0
) s
CROSS JOIN LATERAL (
  SELECT ${COLUMNS}, 1 AS turn
  FROM (
    ${OF_WEBHOOK[shape.kind](shape)}
  ) d
  WHERE ${mayStart(sql)} ORDER BY ${isManualSql("d")} DESC, d.due_at LIMIT ${turnsMax(shape)}
) found LIMIT ${sql.limit}`,
  );
