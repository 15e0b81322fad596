import type { Deps } from "#domain/context.ts";
import { SLOW_LANE_CAPS } from "#domain/fairness.ts";
import type { Place } from "#domain/subscriptions/place.ts";
import { type DueKind, type DueOptions, WINDOW, walked, windowed } from "#engine/claim/find-due-deliveries.sql.ts";

/** `hasRun`: the delivery has its own run. */
export type DueRow = Place & { deliveryId: string; attempts: number; generation: number; hasRun: boolean };

export type DueQuery = {
  limit: number;
  running?: readonly string[];
  busyWebhooks?: readonly string[];
  busyTenants?: readonly string[];
  busyHosts?: readonly string[];
};

/** Walks after a full window, which costs seven times a walk (measured). */
const WALKS = 50;

/**
 * Finds due deliveries, expired leases included, first attempts before retries. One webhook never fills the answer, and a paused
 * webhook gives one probe. When a window is full, walks from webhook to webhook, from the end of the last walk.
 */
export const createDueFinder = (
  { sql }: Pick<Deps, "sql">,
  kind: DueKind,
  { perWebhook = SLOW_LANE_CAPS.perWebhook, onlyUnannounced = false }: DueOptions = {},
) => {
  let after = "";
  let walksLeft = 0;
  const shape = { kind, perWebhook, onlyUnannounced };
  const WINDOWED = windowed(shape);
  const WALK = walked(shape);

  const walk = async (query: DueQuery): Promise<Candidate[]> => {
    const rows = await sql<Candidate>(...WALK({ ...complete(query), after }));
    const beginning =
      after === "" || rows.length >= query.limit
        ? []
        : await sql<Candidate>(...WALK({ ...complete(query), after: "" }));
    after = rows.length >= query.limit ? (rows.at(-1)?.subscriptionId ?? "") : (beginning.at(-1)?.subscriptionId ?? "");
    const known = new Set(rows.map(({ deliveryId }) => deliveryId));
    return [...rows, ...beginning.filter(({ deliveryId }) => !known.has(deliveryId))].slice(0, query.limit);
  };

  /** Returns null for a full window: the next searches walk. */
  const findInWindow = async (query: DueQuery): Promise<Candidate[] | null> => {
    const [window, ...rows] = await sql<Candidate | { scanned: number }>(...WINDOWED(complete(query)));
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

const complete = ({ limit, running = [], busyWebhooks = [], busyTenants = [], busyHosts = [] }: DueQuery) => ({
  limit,
  running,
  busyWebhooks,
  busyTenants,
  busyHosts,
});

/** Time until the next row is due or a gate opens, by database time. */
export const nextDueInMs = async ({ sql }: Pick<Deps, "sql">): Promise<number | null> => {
  const [row] = await sql<{ ms: number | null }>(
    `SELECT (extract(epoch FROM least(
       (SELECT due_at FROM webhook_delivery WHERE due_at > now() ORDER BY due_at LIMIT 1),
       (SELECT gate_at FROM webhook_subscription WHERE gate_at > now() ORDER BY gate_at LIMIT 1)) - now()) * 1000)::float8 AS ms`,
  );
  return row?.ms ?? null;
};
