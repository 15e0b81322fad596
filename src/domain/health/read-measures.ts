import type { Deps } from "#domain/context.ts";
import { HELD_UNTIL } from "#domain/order-lane.ts";

/** Rows of one count, at most, so that a long backlog costs a scrape no more than a tenth of a second or two. */
const MEASURE_MAX = 1_000_000;

const SILENT_SECONDS = 10;

export type Measures = {
  /** Deliveries with an attempt ahead. `later`: retries, and attempts in flight. */
  deliveries: Record<"due" | "later" | "in_order", number>;
  outbox: Record<"ready" | "scheduled", number>;
  /** `off`: by a person; `disabled`: by Bellhop. */
  webhooks: Record<"healthy" | "failing" | "paused" | "disabled" | "off", number>;
  /** Pauses of sending by the operator, by scope. */
  pauses: Record<"all" | "tenant" | "host" | "webhook", number>;
  tenants: Record<"active" | "suspended" | "removing", number>;
  /** Workers with a fresh heartbeat. */
  workers: number;
  storedBytes: number;
  databaseBytes: number;
};

/** Counts of the whole installation, each up to `MEASURE_MAX` where rows are many. Each count reads one index. */
export const readMeasures = async ({ sql }: Pick<Deps, "sql">, countMax = MEASURE_MAX): Promise<Measures> => {
  const rows = await sql<{ what: string; count: number }>(MEASURES, [countMax]);
  const counts = new Map(rows.map(({ what, count }) => [what, count]));
  const of = (what: string) => counts.get(what) ?? 0;
  return {
    deliveries: { due: of("due"), later: of("later"), in_order: of("in_order") },
    outbox: { ready: of("ready"), scheduled: of("scheduled") },
    webhooks: {
      healthy: of("healthy"),
      failing: of("failing"),
      paused: of("paused"),
      disabled: of("disabled"),
      off: of("off"),
    },
    pauses: {
      all: of("pause all"),
      tenant: of("pause tenant"),
      host: of("pause host"),
      webhook: of("pause webhook"),
    },
    tenants: { active: of("active"), suspended: of("suspended"), removing: of("removing") },
    workers: of("workers"),
    storedBytes: of("stored_bytes"),
    databaseBytes: of("database_bytes"),
  };
};

const bounded = (what: string, from: string): string =>
  `SELECT '${what}' AS what, count(*)::float8 AS count FROM (SELECT FROM ${from} LIMIT $1::bigint) counted`;

const MEASURES = [
  bounded("due", "webhook_delivery WHERE due_at <= now()"),
  bounded("later", `webhook_delivery WHERE due_at > now() AND due_at < ${HELD_UNTIL}`),
  bounded("in_order", `webhook_delivery WHERE due_at = ${HELD_UNTIL}`),
  bounded("ready", "webhook_outbox WHERE NOT scheduled"),
  bounded("scheduled", "webhook_outbox WHERE scheduled"),
  `SELECT CASE WHEN active AND probes IS NOT NULL THEN 'paused' WHEN active AND consecutive_failures > 0 THEN 'failing' WHEN active THEN 'healthy'
    WHEN coalesce(disabled_reason, 'by_user') = 'by_user' THEN 'off' ELSE 'disabled' END, count(*)
  FROM webhook_subscription WHERE deleted_at IS NULL GROUP BY 1`,
  `SELECT 'pause ' || split_part(scope, ':', 1), count(*) FROM sending_pause WHERE cause = 'operator' GROUP BY 1`,
  `SELECT CASE WHEN removing_at IS NOT NULL THEN 'removing' WHEN suspended_at IS NOT NULL THEN 'suspended' ELSE 'active' END, count(*)
  FROM tenant GROUP BY 1`,
  `SELECT 'workers', count(*) FROM worker_heartbeat
  WHERE role = 'worker' AND seen_at > now() - interval '${SILENT_SECONDS} seconds'`,
  "SELECT 'stored_bytes', coalesce(sum(bytes), 0) FROM tenant_storage",
  "SELECT 'database_bytes', pg_database_size(current_database())",
].join("\nUNION ALL\n");
