import {
  ATTEMPTS_AT_ONCE_MAX,
  DUE_AT_ONCE,
  RECOVERIES_PER_TENANT,
  SLOW_LANE_CAPS,
  TOKENS_PER_DUE_DELIVERY,
} from "#domain/fairness.ts";
import { findDueRecoveries, nextRecoveryInMs } from "#domain/recoveries/find-due-recoveries.ts";
import type { DueKind } from "#engine/claim/find-due-deliveries.sql.ts";
import { createDueFinder, nextDueInMs } from "#engine/claim/find-due-deliveries.ts";
import { lookForUndispatched } from "#engine/dispatch/take-undispatched.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { assignRuns } from "#engine/retry/assign-runs.ts";
import type { RunEvent } from "#inngest/embedded/run-function.ts";
import { type BucketQuery, createTenantBuckets } from "#inngest/embedded/tenant-buckets.ts";
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

/** `running`: events of current runs. A source skips rows that could not start beside them. */
export type Demand = { limit: number; running: readonly RunEvent[] };

/** `isMore`: another look right away may find more. */
export type Found = { events: RunEvent[]; isMore: boolean };

/** Finds the events of one name in the rows, which are the truth; the runner has no queue of its own. */
export type WorkSource = {
  eventName: string;
  /** `take` leaves out no row because of current runs, so the end of a run brings no new work. */
  ignoresRuns?: boolean;
  take(demand: Demand): Promise<Found>;
  /** Milliseconds until a waiting row becomes work by itself; null = no row will. */
  nextInMs?(): Promise<number | null>;
};

/** Events, retries and backlogs share the token buckets of their tenants. */
export const createWorkSources = (deps: EngineDeps, buckets = createTenantBuckets()): WorkSource[] => {
  const nextInMs = (next: (deps: EngineDeps) => Promise<number | null>) => async () => {
    const waits = [buckets.waitMs(), await next(deps)].filter((ms) => ms !== null);
    return waits.length > 0 ? Math.min(...waits) : null;
  };
  const dueTaker = (kind: DueKind) => {
    const find = createDueFinder(deps, kind);
    return async ({ limit, running }: Demand, deliveryIds: readonly string[]) => {
      if (deps.inFlight.size() >= ATTEMPTS_AT_ONCE_MAX) return [];
      const busy = deps.inFlight.busy("slow");
      const findAll = ({ limit, heldBack }: BucketQuery) =>
        find({
          limit,
          running: deliveryIds,
          busyWebhooks: [...busy.webhooks, ...atLimit(running, "subscriptionId", SLOW_LANE_CAPS.perWebhook)],
          busyTenants: [...busy.tenants, ...atLimit(running, "tenantId", SLOW_LANE_CAPS.perTenant), ...heldBack],
          busyHosts: busy.hosts,
        });
      return buckets.take(Math.min(limit, DUE_AT_ONCE), findAll, TOKENS_PER_DUE_DELIVERY);
    };
  };
  const takeOwn = dueTaker("own");
  const takeBacklog = dueTaker("backlog");
  // Part of the last look, which saves a statement for each event that comes alone.
  let nextScheduledInMs: number | null = null;
  return [
    {
      eventName: eventAccepted.name,
      ignoresRuns: true,
      take: async ({ limit }) => {
        let isMore = false;
        const rows = await buckets.take(limit, async ({ limit, heldBack }) => {
          const look = await lookForUndispatched(deps, { limit, busyTenants: heldBack });
          ({ isMore, nextScheduledInMs } = look);
          return look.events;
        });
        return { events: rows.map((row) => toRunEvent(toAcceptedEvent(row))), isMore };
      },
      nextInMs: nextInMs(async () => nextScheduledInMs),
    },
    {
      eventName: deliveryDue.name,
      take: async (demand) => {
        const found = await takeOwn(demand, stringsOf(demand.running, "deliveryId"));
        const [known, unknown] = [found.filter(({ hasRun }) => hasRun), found.filter(({ hasRun }) => !hasRun)];
        const rows = [...known, ...(await assignRuns(deps, unknown))];
        return toFound(rows.map((row) => toRunEvent(toDueEvent({ ...row, dueAt: deps.clock() }))));
      },
      nextInMs: nextInMs(nextDueInMs),
    },
    {
      eventName: backlogDue.name,
      take: async (demand) => {
        const rows = await takeBacklog(demand, stringsOf(demand.running, "deliveryIds"));
        return toFound(toBacklogEvents(rows).map(toRunEvent));
      },
      nextInMs: nextInMs(nextDueInMs),
    },
    {
      eventName: recoveryDue.name,
      take: async ({ limit, running }) => {
        const rows = await findDueRecoveries(deps, {
          limit,
          running: stringsOf(running, "recoveryId"),
          busyTenants: atLimit(running, "tenantId", RECOVERIES_PER_TENANT),
        });
        return toFound(rows.map((row) => toRunEvent(toRecoveryDue(row))));
      },
      nextInMs: () => nextRecoveryInMs(deps),
    },
  ];
};

/** Such a look cannot tell whether it saw all rows. */
const toFound = (events: RunEvent[]): Found => ({ events, isMore: events.length > 0 });

const stringsOf = (running: readonly RunEvent[], field: string): string[] =>
  running.flatMap(({ data }) => [data[field]].flat().map(String));

/** Returns values that `limit` or more running events share. */
const atLimit = (running: readonly RunEvent[], field: string, limit: number): string[] =>
  [...Map.groupBy(running, ({ data }) => String(data[field]))].flatMap(([value, { length }]) =>
    length >= limit ? [value] : [],
  );

type Created = { id?: string; name: string; ts?: number; data: Record<string, unknown> };

const toRunEvent = ({ id = "", name, ts = Date.now(), data }: Created): RunEvent => ({ id, name, ts, data });
