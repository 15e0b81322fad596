import { type AnnouncedEvent, readEventNames } from "#domain/events/announced-events.ts";
import {
  ATTEMPTS_AT_ONCE_MAX,
  DUE_AT_ONCE,
  RECOVERIES_PER_TENANT,
  SLOW_LANE_CAPS,
  TOKENS_PER_DUE_DELIVERY,
} from "#domain/fairness.ts";
import { findDueRecoveries, nextRecoveryInMs } from "#domain/recoveries/find-due-recoveries.ts";
import type { DueKind } from "#engine/claim/find-due-deliveries.sql.ts";
import { createDueFinder } from "#engine/claim/find-due-deliveries.ts";
import type { Begun, DispatchAhead } from "#engine/dispatch/dispatch-ahead.ts";
import { lookForUndispatched } from "#engine/dispatch/take-undispatched.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { assignRuns } from "#engine/retry/assign-runs.ts";
import type { RunEvent } from "#inngest/embedded/run-function.ts";
import { createTenantBuckets } from "#inngest/embedded/tenant-buckets.ts";
import {
  backlogDue,
  deliveryDue,
  eventAccepted,
  recoveryDue,
  toAcceptedEvent,
  toBacklogEvents,
  toDueEvent,
  toRecoveryDue,
} from "#inngest/events.ts";

/**
 * `names`: rows that were announced, a source may look for these only. `running`: events of current runs. A source skips rows that could not start beside them. `full`: names of events whose function has
 * no place.
 */
export type Demand = {
  limit: number;
  running: readonly RunEvent[];
  full: readonly string[];
  names?: readonly string[];
};

/**
 * `isMore`: another look right away may find more. `nextInMs`: time until a waiting row becomes work by itself; null = no row
 * will. `begun`: the work of these events goes on already, and their runs, which wait for it, start when this promise settles.
 */
export type Found = { events: RunEvent[]; isMore: boolean; nextInMs: number | null; begun?: Promise<unknown> };

/** Finds events in the rows, which are the truth; the runner has no queue of its own. */
export type WorkSource = {
  eventNames: readonly string[];
  /** `take` leaves out no row because of current runs, so the end of a run brings no new work. */
  ignoresRuns?: boolean;
  take(demand: Demand): Promise<Found>;
};

/** Events, retries and backlogs share the token buckets of their tenants. */
export const createWorkSources = (
  deps: EngineDeps,
  { buckets = createTenantBuckets(), ahead }: { buckets?: Buckets; ahead?: DispatchAhead } = {},
): WorkSource[] => [eventSource(deps, buckets, ahead), dueSource(deps, buckets), recoverySource(deps)];

/** Interval of looks for all events, while announcements name single ones. */
const LOOK_MS = 500;

const NOTHING_BEGUN: Begun = { events: [], begun: Promise.resolve() };

type Buckets = ReturnType<typeof createTenantBuckets>;
type Look = Omit<Found, "events">;
const NO_LOOK: Look = { isMore: false, nextInMs: null };

const eventSource = (deps: EngineDeps, buckets: Buckets, ahead?: DispatchAhead): WorkSource => {
  /** Instant at which a look for all is due, however often events are announced. */
  let lookAt = Number.NEGATIVE_INFINITY;
  return {
    eventNames: [eventAccepted.name],
    ignoresRuns: true,
    take: async ({ limit, names = [] }) => {
      let look = NO_LOOK;
      const rows = await buckets.take(limit, async ({ limit, heldBack }) => {
        const announced = readEventNames(names);
        const handed = ahead?.takeHanded() ?? [];
        const named = announced.filter(({ eventId }) => !handed.some((one) => one.eventId === eventId));
        const started = handed.map(asFirst);
        const left = limit - started.length;
        const nextInMs = lookAt - performance.now();
        const isEnough = announced.length > 0 && named.length <= left && nextInMs > 0;
        if (isEnough && ahead && !named.some(({ tenantId }) => heldBack.includes(tenantId))) {
          const { events, begun } = named.length === 0 ? NOTHING_BEGUN : await ahead.begin(named);
          look = { isMore: false, nextInMs, begun };
          return [...started, ...events.map(asFirst)];
        }
        look = { isMore: true, nextInMs: null };
        if (left <= 0) return started;
        const found = await lookForUndispatched(deps, { limit: left, busyTenants: heldBack });
        const { events, isMore, nextScheduledInMs } = found;
        look = { ...look, isMore, nextInMs: nextScheduledInMs };
        lookAt = performance.now() + Math.min(LOOK_MS, nextScheduledInMs ?? LOOK_MS);
        return [...started, ...events];
      });
      return toFound(rows.map(toAcceptedEvent), look, buckets);
    },
  };
};

/** One look serves own runs and shared ones. */
const dueSource = (deps: EngineDeps, buckets: Buckets): WorkSource => {
  const find = createDueFinder(deps);
  return {
    eventNames: [deliveryDue.name, backlogDue.name],
    take: async ({ limit, running, full }) => {
      if (deps.inFlight.size() >= ATTEMPTS_AT_ONCE_MAX) return toFound([], NO_LOOK, buckets);
      const busy = deps.inFlight.busy("slow");
      const free = (["own", "backlog"] as const).filter((kind) => !full.includes(EVENT_OF[kind]));
      let look = NO_LOOK;
      const found = await buckets.take(
        Math.min(limit, DUE_AT_ONCE),
        async ({ limit, heldBack }) => {
          const { found, ...about } = await find({
            limit,
            kinds: free,
            running: [...stringsOf(running, "deliveryId"), ...stringsOf(running, "deliveryIds")],
            sharing: stringsOf(
              running.filter(({ name }) => name === backlogDue.name),
              "subscriptionId",
            ),
            busyWebhooks: [...busy.webhooks, ...atLimit(running, "subscriptionId", SLOW_LANE_CAPS.perWebhook)],
            busyTenants: [...busy.tenants, ...atLimit(running, "tenantId", SLOW_LANE_CAPS.perTenant), ...heldBack],
            busyHosts: busy.hosts,
          });
          look = about;
          return found;
        },
        TOKENS_PER_DUE_DELIVERY,
      );
      const own = found.filter(({ kind }) => kind === "own");
      const [known, unknown] = [own.filter(({ hasRun }) => hasRun), own.filter(({ hasRun }) => !hasRun)];
      const withRun = [...known, ...(await assignRuns(deps, unknown))];
      const dueAt = deps.clock();
      const events = [
        ...withRun.map((row) => toDueEvent({ ...row, dueAt })),
        ...toBacklogEvents(found.filter(({ kind }) => kind === "backlog")),
      ];
      return toFound(events, look, buckets);
    },
  };
};

const asFirst = (event: AnnouncedEvent) => ({ ...event, generation: 1 });

const EVENT_OF: Record<DueKind, string> = { own: deliveryDue.name, backlog: backlogDue.name };

const recoverySource = (deps: EngineDeps): WorkSource => ({
  eventNames: [recoveryDue.name],
  take: async ({ limit, running }) => {
    const rows = await findDueRecoveries(deps, {
      limit,
      running: stringsOf(running, "recoveryId"),
      busyTenants: atLimit(running, "tenantId", RECOVERIES_PER_TENANT),
    });
    const isMore = rows.length > 0;
    const nextInMs = isMore ? null : await nextRecoveryInMs(deps);
    return { events: rows.map((row) => toRunEvent(toRecoveryDue(row))), isMore, nextInMs };
  },
});

/** The next look is due when a row becomes work, or when a held-back tenant may join. */
const toFound = (created: readonly Created[], { nextInMs, ...look }: Look, buckets: Buckets): Found => {
  const waits = [buckets.waitMs(), nextInMs].filter((ms) => ms !== null);
  return { ...look, events: created.map(toRunEvent), nextInMs: waits.length > 0 ? Math.min(...waits) : null };
};

const stringsOf = (running: readonly RunEvent[], field: string): string[] =>
  running.flatMap(({ data }) => [data[field] ?? []].flat().map(String));

/** Returns values that `limit` or more running events share. */
const atLimit = (running: readonly RunEvent[], field: string, limit: number): string[] =>
  [...Map.groupBy(running, ({ data }) => String(data[field]))].flatMap(([value, { length }]) =>
    length >= limit ? [value] : [],
  );

type Created = { id?: string; name: string; ts?: number; data: Record<string, unknown> };

const toRunEvent = ({ id = "", name, ts = Date.now(), data }: Created): RunEvent => ({ id, name, ts, data });
