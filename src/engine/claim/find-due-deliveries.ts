import type { Deps } from "#domain/context.ts";
import { DUE_AT_ONCE, SLOW_LANE_CAPS } from "#domain/fairness.ts";
import type { Place } from "#domain/subscriptions/place.ts";
import { type DueKind, type DueShape, WINDOW, walked, windowed } from "#engine/claim/find-due-deliveries.sql.ts";

/** `hasRun`: the delivery has its own run. */
export type DueRow = Place & { deliveryId: string; attempts: number; generation: number; hasRun: boolean };
export type FoundDelivery = DueRow & { kind: DueKind };

/** `isMore`: the answer is full. `nextInMs`: time until the next row is due or a gate opens, by database time; null = none will. */
export type DueLook = { found: FoundDelivery[]; isMore: boolean; nextInMs: number | null };

export type DueQuery = {
  limit?: number;
  kinds?: readonly DueKind[];
  running?: readonly string[];
  /** Webhooks with a shared run. */
  sharing?: readonly string[];
  busyWebhooks?: readonly string[];
  busyTenants?: readonly string[];
  busyHosts?: readonly string[];
};

/** A shared run fills the places of its webhook twice, since each run costs a look and a claim at least. */
const PER_WEBHOOK = { own: SLOW_LANE_CAPS.perWebhook, backlog: 2 * SLOW_LANE_CAPS.perWebhook };
/** Walks after a full window, which costs four times a walk (measured). */
const WALKS = 50;

/**
 * Finds due deliveries, expired leases included, first attempts before retries. One webhook never fills the answer, and a paused
 * webhook gives one probe. When a window is full, walks from webhook to webhook, from the end of the last walk.
 */
export const createDueFinder = (
  { sql }: Pick<Deps, "sql">,
  { limitMax = DUE_AT_ONCE, perWebhook = PER_WEBHOOK, onlyUnannounced = false }: Partial<DueShape> = {},
) => {
  let after = "";
  let walksLeft = 0;
  const shape = { limitMax, perWebhook, onlyUnannounced };
  const WINDOWED = windowed(shape);
  const WALK = walked(shape);

  const ask = async (limit: number, asked: [string, unknown[]]) => {
    const [about, ...rows] = await sql<AnswerRow>(...asked);
    const found = rows.flatMap((row) => (row.kind === null ? [] : [toFound(row)]));
    return { scanned: about?.scanned ?? null, found, isMore: found.length >= limit, nextInMs: about?.nextInMs ?? null };
  };

  const walk = async (query: Required<DueQuery>) => {
    const look = await ask(query.limit, WALK({ ...query, after }));
    after = look.isMore ? (look.found.at(-1)?.subscriptionId ?? "") : "";
    return look;
  };

  /** Returns null for a full window: the next searches walk. */
  const findInWindow = async (query: Required<DueQuery>) => {
    const look = await ask(query.limit, WINDOWED(query));
    if (look.scanned !== WINDOW) return look;
    walksLeft = WALKS;
    return null;
  };

  return async (asked: DueQuery): Promise<DueLook> => {
    const query = { ...EVERYTHING, ...asked, limit: Math.min(asked.limit ?? limitMax, limitMax) };
    walksLeft = Math.max(0, walksLeft - 1);
    const { found, isMore, nextInMs } = (walksLeft > 0 ? null : await findInWindow(query)) ?? (await walk(query));
    return { found: found.toSorted((a, b) => Math.min(a.attempts, 1) - Math.min(b.attempts, 1)), isMore, nextInMs };
  };
};

const EVERYTHING = {
  kinds: ["own", "backlog"],
  running: [],
  sharing: [],
  busyWebhooks: [],
  busyTenants: [],
  busyHosts: [],
} as const;

type About = { scanned: number | null; nextInMs: number | null };
type AnswerRow = About & (FoundDelivery | { kind: null });

const toFound = ({ scanned: _, nextInMs: __, ...row }: About & FoundDelivery): FoundDelivery => row;
