import { availableParallelism } from "node:os";
import { findDueRecoveries, nextRecoveryInMs } from "#domain/recoveries/find-due-recoveries.ts";
import type { DueKind } from "#engine/claim/find-due-deliveries.sql.ts";
import { createDueFinder, type DueRow, nextDueInMs } from "#engine/claim/find-due-deliveries.ts";
import { nextScheduledInMs, takeUndispatchedEvents } from "#engine/dispatch/take-undispatched.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { assignRuns } from "#engine/retry/assign-runs.ts";
import { createPace } from "#inngest/embedded/pace.ts";
import type { RunEvent } from "#inngest/embedded/run-function.ts";
import { createShares } from "#inngest/embedded/shares.ts";
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

/** What runs already, and the keys at their limit by the position of their concurrency entry. */
export type Taken = { limit: number; running: readonly RunEvent[]; busyKeys: readonly (readonly string[])[] };

/** Where the runner finds the events of one name: in rows, which are the truth, and not in a queue of its own. */
export type WorkSource = {
  eventName: string;
  take(taken: Taken): Promise<RunEvent[]>;
  /** How long until a row that waits now becomes work by itself, in milliseconds; null = none will. */
  nextInMs?(): Promise<number | null>;
};

/**
 * Backlogs and retries a second while nothing else is to do, at least while first attempts come, and as a part of how many of
 * those come: first attempts find the machine free, and retries never starve. Few at a time, since a first attempt may
 * have to wait for them.
 */
const DUE = { alone: 400, atLeast: 50, part: 0.5, burst: 8, few: 4 };
/** Events of one tenant that are dispatched at once; its first attempts have 100 places. */
const EVENTS_PER_TENANT_MAX = 101;
/**
 * What is imported while others have events, a second and at once: work for about a tenth of each core, so that they find one
 * free.
 */
const IMPORT = { perSecond: 50 * availableParallelism(), batch: 25 };
/** First attempts within so long show that they come. */
const LATELY_MS = 500;

/** @param clock milliseconds, monotonic */
export const createWorkSources = (deps: EngineDeps, clock: () => number = () => performance.now()): WorkSource[] => {
  const shares = createShares(clock);
  const { perSecond, batch } = IMPORT;
  const importPace = createPace({ perSecond: () => perSecond, burst: batch, atLeast: batch }, clock);
  /** Of tenants that bring far more than the others a few at a time, and when nothing of the others waits. */
  const takeEvents = async (limit: number, busyTenants: readonly string[]) => {
    const importing = shares.importing();
    const others = await takeUndispatchedEvents(deps, { limit, busyTenants: [...busyTenants, ...importing] });
    shares.note(others);
    if (others.length > 0 || importing.length === 0) return others;
    const places = importPace.take(Math.min(limit, batch));
    const rows = places === 0 ? [] : await takeUndispatchedEvents(deps, { limit: places, busyTenants });
    shares.note(rows);
    importPace.giveBack(places - rows.length);
    return rows;
  };
  const pace = createPace({ perSecond: duePerSecond(deps, clock), burst: DUE.burst, atLeast: DUE.few }, clock);
  const takeDue = (kind: DueKind) => {
    const find = createDueFinder(deps, kind);
    return async ({ limit, busyKeys: [webhooks = [], tenants = []] }: Taken, running: string[]): Promise<DueRow[]> => {
      const places = pace.take(limit);
      if (places === 0) return [];
      const busy = deps.inFlight.busy("slow");
      const rows = await find({
        limit: places,
        running,
        busyWebhooks: [...busy.webhooks, ...webhooks],
        busyTenants: [...busy.tenants, ...tenants],
        busyHosts: busy.hosts,
      });
      pace.giveBack(places - rows.length);
      return rows;
    };
  };
  const findOwn = takeDue("own");
  const takeBacklog = takeDue("backlog");
  /** Those that have no run yet get one, as their kind says that their webhook has enough left. */
  const takeOwn: typeof findOwn = async (taken, running) => {
    const rows = await findOwn(taken, running);
    const assigned = await assignRuns(
      deps,
      rows.filter(({ hasRun }) => !hasRun),
    );
    return [...rows.filter(({ hasRun }) => hasRun), ...assigned];
  };
  return [
    {
      eventName: eventAccepted.name,
      take: async ({ limit, running }) => {
        const rows = await takeEvents(limit, tenantsWithMany(running));
        return rows.map((row) => toRunEvent(toAcceptedEvent(row)));
      },
      nextInMs: async () => importPace.waitMs() ?? nextScheduledInMs(deps),
    },
    {
      eventName: deliveryDue.name,
      take: async (taken) => {
        const running = taken.running.map(({ data }) => String(data.deliveryId));
        const rows = await takeOwn(taken, running);
        return rows.map((row) => toRunEvent(toDueEvent({ ...row, dueAt: deps.clock() })));
      },
      nextInMs: async () => pace.waitMs() ?? nextDueInMs(deps),
    },
    {
      eventName: backlogDue.name,
      take: async (taken) => {
        const running = taken.running.flatMap(({ data }) => [data.deliveryIds].flat().map(String));
        const rows = await takeBacklog(taken, running);
        return toBacklogEvents(rows).map(toRunEvent);
      },
      nextInMs: async () => pace.waitMs() ?? nextDueInMs(deps),
    },
    {
      eventName: recoveryDue.name,
      take: async ({ limit, busyKeys: [running = [], busyTenants = []] }) => {
        const rows = await findDueRecoveries(deps, { limit, running, busyTenants });
        return rows.map((row) => toRunEvent(toRecoveryDue(row)));
      },
      nextInMs: () => nextRecoveryInMs(deps),
    },
  ];
};

/** Of an import no more is taken than half of the runs hold: the event of another tenant finds one free. */
const tenantsWithMany = (running: readonly RunEvent[]): string[] =>
  [...Map.groupBy(running, ({ data }) => String(data.tenantId))]
    .filter(([, events]) => events.length >= EVENTS_PER_TENANT_MAX)
    .map(([tenantId]) => tenantId);

/** How many due deliveries may be begun a second now, by how many first attempts began lately. */
const duePerSecond = ({ inFlight }: Pick<EngineDeps, "inFlight">, clock: () => number) => {
  let since = clock();
  let counted = inFlight.entered("fast");
  let firstPerSecond = 0;
  return () => {
    const elapsedMs = clock() - since;
    if (elapsedMs >= LATELY_MS) {
      firstPerSecond = ((inFlight.entered("fast") - counted) * 1_000) / elapsedMs;
      counted = inFlight.entered("fast");
      since = clock();
    }
    return firstPerSecond === 0 ? DUE.alone : Math.max(DUE.atLeast, DUE.part * firstPerSecond);
  };
};

const toRunEvent = ({
  id,
  name,
  ts,
  data,
}: {
  id?: string;
  name: string;
  ts?: number;
  data: Record<string, unknown>;
}) => ({
  id: id ?? "",
  name,
  ts: ts ?? Date.now(),
  data,
});
