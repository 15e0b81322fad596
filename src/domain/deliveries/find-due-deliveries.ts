import type { Deps } from "#domain/context.ts";
import { askedByPerson } from "#domain/deliveries/claim-deliveries.ts";
import { CAREFUL_CAPS, hostSql, type Place } from "#domain/deliveries/in-flight.ts";

export type DueRow = Place & { deliveryId: string; attempts: number; generation: number };

export type DueQuery = {
  limit: number;
  /** Deliveries, webhooks, tenants and hosts of which nothing can be started now. */
  running?: readonly string[];
  busyWebhooks?: readonly string[];
  busyTenants?: readonly string[];
  busyHosts?: readonly string[];
  /** Only those whose announcement to Inngest seems lost. */
  onlyOverdue?: boolean;
};

/** Due rows that are looked at oldest first, before webhooks are walked one by one. */
const WINDOW = 500;
/** A backlog of more than a window does not go away soon: looking at the window each time cost seven times a walk (measured). */
const WALKS = 50;
/** Due rows of one webhook that are looked at in the walk: more than can run at once, of which some may be busy. */
const LOOKED_AT = 3 * CAREFUL_CAPS.perWebhook;
/** How long a due row may lie before its announcement counts as lost; doubled with each re-send, up to half an hour. */
const OVERDUE_MS = 30_000;
/**
 * The same after an attempt whose process died: nobody was told of the next one. Long enough for a web process to be there
 * again, since Inngest waits 15 s and more after a call that found none.
 */
const INTERRUPTED_OVERDUE_MS = 5_000;
/** The same for a webhook with a gate: its runs end while it is shut, and are sent again when it opens. */
const GATED_OVERDUE_MS = 3_000;

/**
 * Deliveries that are due now and may be sent, expired leases among them; first attempts before retries. Reads only: the claim
 * decides. At most as many of one webhook as its careful lane holds, and of a paused one only the next probe: a backlog never
 * fills the answer. The oldest due rows are looked at first, which is all of them on most days; if there are more,
 * the webhooks are walked in turn, beginning after the last one that was found the last time.
 */
export const createDueFinder = ({ sql }: Pick<Deps, "sql">) => {
  let after = "";
  let walksLeft = 0;

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

const parameters = ({
  limit,
  running = [],
  busyWebhooks = [],
  busyTenants = [],
  busyHosts = [],
  onlyOverdue = false,
}: DueQuery) => [limit, running, busyWebhooks, busyTenants, busyHosts, onlyOverdue];

const COLUMNS = `d.id AS "deliveryId", d.subscription_id AS "subscriptionId", d.tenant_id AS "tenantId", d.attempts, d.generation,
  ${hostSql("s.url")} AS host`;

/** Of a row that is due: its process died during the attempt. Only written down at first, so it need not wait for a gate. */
const wasHeld = (d: string) => `${d}.lease_token IS NOT NULL`;
const isInterrupted = (d: string) => `${wasHeld(d)} AND (${d}.announced_at IS NULL OR ${d}.announced_at < ${d}.due_at)`;
/** SQL: of a due delivery `d` of a webhook `s`, whether its announcement to Inngest seems lost. */
const isOverdue = (d: string) => `greatest(${d}.due_at, ${d}.announced_at) <= now() - interval '1 millisecond' * CASE
    WHEN ${isInterrupted(d)} THEN ${INTERRUPTED_OVERDUE_MS}
    WHEN s.probes IS NOT NULL OR s.rate_limit_per_second IS NOT NULL OR s.draining_until > now() THEN ${GATED_OVERDUE_MS}
    ELSE ${OVERDUE_MS} * power(2, least(${d}.generation, 6)) END`;
/** A resend to a paused webhook is a probe, whenever the next one was due. */
const MAY_START = `(s.gate_at IS NULL OR s.gate_at <= now() OR ${wasHeld("d")} OR (s.probes IS NOT NULL AND ${askedByPerson("d")}))
  AND NOT (d.id = ANY($2)) AND NOT (s.id = ANY($3)) AND NOT (s.tenant_id = ANY($4)) AND NOT (${hostSql("s.url")} = ANY($5))`;
const TURNS_MAX = `CASE WHEN s.probes IS NOT NULL THEN 1 ELSE ${CAREFUL_CAPS.perWebhook} END`;

/** The first row says how many rows were looked at. */
const WINDOWED = `
WITH oldest AS (
  SELECT * FROM webhook_delivery WHERE due_at <= now() ORDER BY due_at LIMIT ${WINDOW}
), open AS (
  SELECT ${COLUMNS}, d.due_at, ${TURNS_MAX} AS turns_max,
    row_number() OVER (PARTITION BY s.id ORDER BY s.probes IS NOT NULL AND ${askedByPerson("d")} DESC, d.due_at) AS turn
  FROM oldest d JOIN webhook_subscription s ON s.id = d.subscription_id WHERE ${MAY_START} AND (NOT $6 OR ${isOverdue("d")})
)
SELECT NULL AS "deliveryId", NULL AS "subscriptionId", NULL AS "tenantId", NULL AS attempts, NULL AS generation, NULL AS host,
  0 AS turn, (SELECT count(*) FROM oldest)::int AS scanned
UNION ALL
(SELECT "deliveryId", "subscriptionId", "tenantId", attempts, generation, host, turn::int, NULL FROM open
 WHERE turn <= turns_max ORDER BY turn, due_at LIMIT $1)`;

/**
 * Webhook by webhook by probing the index of what waits, which the order names, as many as it takes. Of a paused one, only what a
 * person resent or the oldest may be its probe: all else the claim refuses.
 */
const WALK = `
WITH RECURSIVE webhooks AS (
  (SELECT subscription_id AS id FROM webhook_delivery WHERE due_at IS NOT NULL AND subscription_id > $7 ORDER BY subscription_id, due_at LIMIT 1)
  UNION ALL
  SELECT (SELECT d.subscription_id FROM webhook_delivery d WHERE d.due_at IS NOT NULL AND d.subscription_id > w.id
          ORDER BY d.subscription_id, d.due_at LIMIT 1)
  FROM webhooks w WHERE w.id IS NOT NULL
)
SELECT found.* FROM webhooks w
CROSS JOIN LATERAL (SELECT * FROM webhook_subscription WHERE id = w.id OFFSET 0) s
CROSS JOIN LATERAL (
  SELECT ${COLUMNS}, 1 AS turn
  FROM (
    (SELECT * FROM webhook_delivery o WHERE o.subscription_id = s.id AND ${askedByPerson("o")} AND o.due_at IS NOT NULL
       AND o.due_at <= now() AND (NOT $6 OR ${isOverdue("o")}) LIMIT ${LOOKED_AT})
    UNION ALL
    (SELECT * FROM webhook_delivery o WHERE o.subscription_id = s.id AND o.due_at <= now() AND NOT ${askedByPerson("o")}
       AND (NOT $6 OR ${isOverdue("o")})
     ORDER BY o.due_at LIMIT ${LOOKED_AT})
  ) d
  WHERE ${MAY_START} ORDER BY ${askedByPerson("d")} DESC, d.due_at LIMIT ${TURNS_MAX}
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
