import type { Deps } from "#domain/context.ts";
import { isManualSql } from "#domain/deliveries/is-manual.ts";
import { webhooksWithDeliveries } from "#domain/sql/walk-distinct.ts";
import { isGated } from "#domain/subscriptions/is-careful.ts";
import { hostSql, type Place } from "#domain/subscriptions/place.ts";
import { CAREFUL_CAPS } from "#engine/claim/in-flight.ts";
import { OWN_RUNS_MAX } from "#engine/retry/assign-runs.ts";

/** `hasRun`: it holds one of its webhook's places for runs of one delivery. */
export type DueRow = Place & { deliveryId: string; attempts: number; generation: number; hasRun: boolean };

/**
 * `own`: deliveries that have a run of their own, or may have one, since all that is due of their webhook fits into its places.
 * `backlog`: all others, for the shared run; of a paused or limited webhook every delivery.
 */
export type DueKind = "own" | "backlog";

export type DueQuery = {
  limit: number;
  /** Deliveries, webhooks, tenants and hosts of which nothing can be started now. */
  running?: readonly string[];
  busyWebhooks?: readonly string[];
  busyTenants?: readonly string[];
  busyHosts?: readonly string[];
};

/** What a finder looks for; part of its statements, which PostgreSQL would plan anew each time for a parameter. */
export type DueOptions = {
  /** Deliveries of one webhook in the answer, at most. */
  perWebhook?: number;
  /** Only those that no run knows of: never announced to Inngest, or so long ago that the announcement seems lost. */
  onlyUnannounced?: boolean;
};
type Shape = { kind: DueKind } & Required<DueOptions>;

/** Due rows that are looked at oldest first, before webhooks are walked one by one. */
const WINDOW = 500;
/** A backlog of more than a window does not go away soon: looking at the window each time cost seven times a walk (measured). */
const WALKS = 50;
/** Due rows of one webhook that are looked at in the walk, as a multiple of those in the answer: some may be busy. */
const LOOKED_AT = 3;
/** Deliveries of a webhook that one shared run is told of, at most. */
export const BACKLOG_MAX = 50;
/** How long a due row may lie before its announcement counts as lost; doubled with each re-send, up to half an hour. */
const OVERDUE_MS = 30_000;
/**
 * The same after an attempt whose process died: no run knows of the next one. Long enough for a web process to be there
 * again, since Inngest waits 15 s and more after a call that found none.
 */
const INTERRUPTED_OVERDUE_MS = 5_000;

/**
 * Deliveries of one kind that are due now and may be sent, expired leases among them; first attempts before retries. Reads only:
 * the claim decides. At most as many of one webhook as its careful lane holds, and of a paused one only the next probe: a
 * backlog never fills the answer. The oldest due rows are looked at first, which is all of them on most days; if there are
 * more, the webhooks are walked in turn, beginning after the last one that was found the last time.
 */
export const createDueFinder = (
  { sql }: Pick<Deps, "sql">,
  kind: DueKind,
  { perWebhook = CAREFUL_CAPS.perWebhook, onlyUnannounced = false }: DueOptions = {},
) => {
  let after = "";
  let walksLeft = 0;
  const shape = { kind, perWebhook, onlyUnannounced };
  const WINDOWED = windowed(shape);
  const WALK = walked(shape);

  const walk = async (query: DueQuery): Promise<Candidate[]> => {
    const rows = await sql<Candidate>(WALK, [...parameters(query), after]);
    const beginning =
      after === "" || rows.length >= query.limit ? [] : await sql<Candidate>(WALK, [...parameters(query), ""]);
    after = rows.length >= query.limit ? (rows.at(-1)?.subscriptionId ?? "") : (beginning.at(-1)?.subscriptionId ?? "");
    const known = new Set(rows.map(({ deliveryId }) => deliveryId));
    return [...rows, ...beginning.filter(({ deliveryId }) => !known.has(deliveryId))].slice(0, query.limit);
  };

  /** Null when more is due than it looks at: the next few searches need not try it again. */
  const findInWindow = async (query: DueQuery): Promise<Candidate[] | null> => {
    const [window, ...rows] = await sql<Candidate | { scanned: number }>(WINDOWED, parameters(query));
    if (window && "scanned" in window && window.scanned < WINDOW) return rows as Candidate[];
    walksLeft = WALKS;
    return null;
  };

  return async (query: DueQuery): Promise<DueRow[]> => {
    walksLeft = Math.max(0, walksLeft - 1);
    const found = (walksLeft > 0 ? null : await findInWindow(query)) ?? (await walk(query));
    return found
      .toSorted((a, b) => Math.min(a.attempts, 1) - Math.min(b.attempts, 1))
      .map(({ turn: _, ...row }) => row);
  };
};

type Candidate = DueRow & { turn: number };

const parameters = ({ limit, running = [], busyWebhooks = [], busyTenants = [], busyHosts = [] }: DueQuery) => [
  limit,
  running,
  busyWebhooks,
  busyTenants,
  busyHosts,
];

const COLUMNS = `d.id AS "deliveryId", d.subscription_id AS "subscriptionId", d.tenant_id AS "tenantId", d.attempts, d.generation,
  d.own_run IS NOT NULL AS "hasRun", ${hostSql("s.url")} AS host`;

/** Of a row that is due: its process died during the attempt. Only written down at first, so it need not wait for a gate. */
const wasHeld = (d: string) => `${d}.lease_token IS NOT NULL`;
const isInterrupted = (d: string) => `${wasHeld(d)} AND (${d}.announced_at IS NULL OR ${d}.announced_at < ${d}.due_at)`;
const wasNeverAnnounced = (d: string) =>
  `${d}.own_run IS NULL AND (${d}.announced_at IS NULL OR ${d}.announced_at < ${d}.due_at)`;
/** SQL: of a due delivery `d`, whether it must be announced to Inngest, since no run knows of it. */
export const isUnannounced = (
  d: string,
) => `greatest(${d}.due_at, ${d}.announced_at) <= now() - interval '1 millisecond' * CASE
    WHEN ${isInterrupted(d)} THEN ${INTERRUPTED_OVERDUE_MS}
    WHEN ${wasNeverAnnounced(d)} THEN 0
    ELSE ${OVERDUE_MS} * power(2, least(${d}.generation, 6)) END`;
/** SQL: of a webhook `s`, whether a shared run knows of some of its due deliveries: the others wait until that has ended. */
export const isShared = (s: string) => `EXISTS (SELECT FROM (
    SELECT * FROM webhook_delivery a WHERE a.subscription_id = ${s}.id AND a.due_at <= now() ORDER BY a.due_at LIMIT ${2 * BACKLOG_MAX}
  ) a WHERE a.own_run IS NULL AND NOT ${isUnannounced("a")})`;
/** A resend to a paused webhook is a probe, whenever the next one was due. */
const MAY_START = `(s.gate_at IS NULL OR s.gate_at <= now() OR ${wasHeld("d")} OR (s.probes IS NOT NULL AND ${isManualSql("d")}))
  AND NOT (d.id = ANY($2)) AND NOT (s.id = ANY($3)) AND NOT (s.tenant_id = ANY($4)) AND NOT (${hostSql("s.url")} = ANY($5))`;
const turnsMax = ({ perWebhook }: Shape) => `CASE WHEN s.probes IS NOT NULL THEN 1 ELSE ${perWebhook} END`;

/** More is due without a run than the places for runs that are left. Reads a few rows, however much is due. */
const HAS_BACKLOG = `(${isGated("s")} OR (
    SELECT count(*) FROM (SELECT FROM webhook_delivery b
      WHERE b.subscription_id = s.id AND b.due_at <= now() AND b.own_run IS NULL LIMIT ${OWN_RUNS_MAX + 1}) b
  ) > ${OWN_RUNS_MAX} - (
    SELECT count(*) FROM webhook_delivery b WHERE b.subscription_id = s.id AND b.own_run IS NOT NULL AND b.due_at IS NOT NULL))`;
/** Whether a delivery `d` of a webhook `s` is of the kind. */
const IS_KIND: Record<DueKind, (d: string) => string> = {
  own: (d) => `NOT s.is_gated AND (${d}.own_run IS NOT NULL OR NOT s.has_backlog)`,
  backlog: (d) => `(s.is_gated OR (s.has_backlog AND ${d}.own_run IS NULL))`,
};
const isWanted = ({ kind, onlyUnannounced }: Shape, d: string) => {
  if (!onlyUnannounced) return "true";
  return kind === "own" ? isUnannounced(d) : `(${isUnannounced(d)} AND NOT s.is_shared)`;
};
/** What is asked of each webhook once, and not of each of its deliveries. */
const webhookColumns = ({ kind, onlyUnannounced }: Shape) =>
  `s.*, ${isGated("s")} AS is_gated, ${HAS_BACKLOG} AS has_backlog${
    kind === "backlog" && onlyUnannounced ? `, ${isShared("s")} AS is_shared` : ""
  }`;

/** The first row says how many rows were looked at. */
const windowed = (shape: Shape) => `
WITH oldest AS (
  SELECT * FROM webhook_delivery WHERE due_at <= now() ORDER BY due_at LIMIT ${WINDOW}
), webhook AS MATERIALIZED (
  SELECT ${webhookColumns(shape)} FROM webhook_subscription s
  WHERE s.id IN (SELECT subscription_id FROM oldest)
), open AS (
  SELECT ${COLUMNS}, d.due_at, ${turnsMax(shape)} AS turns_max,
    row_number() OVER (PARTITION BY s.id ORDER BY s.probes IS NOT NULL AND ${isManualSql("d")} DESC, d.due_at) AS turn
  FROM oldest d JOIN webhook s ON s.id = d.subscription_id
  WHERE ${IS_KIND[shape.kind]("d")} AND ${MAY_START} AND ${isWanted(shape, "d")}
)
SELECT NULL AS "deliveryId", NULL AS "subscriptionId", NULL AS "tenantId", NULL AS attempts, NULL AS generation, NULL AS "hasRun",
  NULL AS host, 0 AS turn, (SELECT count(*) FROM oldest)::int AS scanned
UNION ALL
(SELECT "deliveryId", "subscriptionId", "tenantId", attempts, generation, "hasRun", host, turn::int, NULL FROM open
 WHERE turn <= turns_max ORDER BY turn, due_at LIMIT $1)`;

/**
 * Due deliveries of one webhook, by an index each: those with a run are few, and what a person resent goes before the rest. Of a
 * paused webhook, only what a person resent or the oldest may be its probe: all else the claim refuses.
 */
const OF_WEBHOOK: Record<DueKind, (shape: Shape) => string> = {
  own: (
    shape,
  ) => `(SELECT * FROM webhook_delivery o WHERE o.subscription_id = s.id AND o.own_run IS NOT NULL AND o.due_at IS NOT NULL
       AND o.due_at <= now() AND NOT s.is_gated AND ${isWanted(shape, "o")})
    UNION ALL
    (SELECT * FROM webhook_delivery o WHERE o.subscription_id = s.id AND o.own_run IS NULL AND o.due_at <= now()
       AND NOT s.has_backlog AND ${isWanted(shape, "o")})`,
  backlog: (
    shape,
  ) => `(SELECT * FROM webhook_delivery o WHERE o.subscription_id = s.id AND ${isManualSql("o")} AND o.due_at IS NOT NULL
       AND o.due_at <= now() AND ${IS_KIND.backlog("o")} AND ${isWanted(shape, "o")} LIMIT ${LOOKED_AT * shape.perWebhook})
    UNION ALL
    (SELECT * FROM webhook_delivery o WHERE o.subscription_id = s.id AND o.due_at <= now() AND NOT ${isManualSql("o")}
       AND ${IS_KIND.backlog("o")} AND ${isWanted(shape, "o")}
     ORDER BY o.due_at LIMIT ${LOOKED_AT * shape.perWebhook})`,
};

/** Webhook by webhook by probing the index of what waits, which the order names, as many as it takes. */
const walked = (shape: Shape) => `
WITH RECURSIVE ${webhooksWithDeliveries("$6")}
SELECT found.* FROM webhooks w
CROSS JOIN LATERAL (
  SELECT ${webhookColumns(shape)} FROM webhook_subscription s WHERE s.id = w.id OFFSET 0
) s
CROSS JOIN LATERAL (
  SELECT ${COLUMNS}, 1 AS turn
  FROM (
    ${OF_WEBHOOK[shape.kind](shape)}
  ) d
  WHERE ${MAY_START} ORDER BY ${isManualSql("d")} DESC, d.due_at LIMIT ${turnsMax(shape)}
) found LIMIT $1`;

/** How long until the next row becomes due or a gate opens, in milliseconds by database time; null when none waits. */
export const nextDueInMs = async ({ sql }: Pick<Deps, "sql">): Promise<number | null> => {
  const [row] = await sql<{ ms: number | null }>(
    `SELECT (extract(epoch FROM least(
       (SELECT due_at FROM webhook_delivery WHERE due_at > now() ORDER BY due_at LIMIT 1),
       (SELECT gate_at FROM webhook_subscription WHERE gate_at > now() ORDER BY gate_at LIMIT 1)) - now()) * 1000)::float8 AS ms`,
  );
  return row?.ms ?? null;
};
