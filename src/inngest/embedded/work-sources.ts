import type { Deps } from "#domain/context.ts";
import { createDueFinder, nextDueInMs } from "#domain/deliveries/find-due-deliveries.ts";
import { takeUndispatchedEvents } from "#domain/events/take-undispatched.ts";
import { findDueRecoveries, nextRecoveryInMs } from "#domain/recoveries/find-due-recoveries.ts";
import { createPace } from "#inngest/embedded/pace.ts";
import type { RunEvent } from "#inngest/embedded/run-function.ts";
import {
  deliveryDue,
  eventAccepted,
  recoveryDue,
  toAcceptedEvent,
  toDueEvent,
  toRecoveryDue,
} from "#inngest/events.ts";

/** What runs already, and the keys at their limit by the position of their concurrency entry. */
export type Taken = { limit: number; running: readonly RunEvent[]; busyKeys: readonly (readonly string[])[] };

/** Where the runner finds the events of one name: in rows, which are the truth, and not in a queue of its own. */
export type WorkSource = {
  eventName: string;
  /** Whether an event that a function sends is also work; otherwise its row is found when it is due. */
  takesSentEvents: boolean;
  take(taken: Taken): Promise<RunEvent[]>;
  /** How long until a row that waits now becomes work by itself, in milliseconds; null = none will. */
  nextInMs?(): Promise<number | null>;
};

/**
 * A delivery with a run of its own costs ten times what it costs in a batch. Backlogs and retries are paced, so that first
 * attempts find the machine free; few are looked for at a time, since looking costs too.
 */
const OWN_RUNS = { perSecond: 100, burst: 10, atLeast: 3 };

export const createWorkSources = (deps: Deps): WorkSource[] => {
  const findDue = createDueFinder(deps);
  const pace = createPace(OWN_RUNS);
  return [
    {
      eventName: eventAccepted.name,
      takesSentEvents: true,
      take: async ({ limit }) =>
        (await takeUndispatchedEvents(deps, { limit })).map((row) => toRunEvent(toAcceptedEvent(row))),
    },
    {
      eventName: deliveryDue.name,
      takesSentEvents: false,
      take: async ({ limit, running, busyKeys: [busyWebhooks = [], busyTenants = []] }) => {
        const places = pace.take(limit);
        if (places === 0) return [];
        const dueAt = deps.clock();
        const rows = await findDue({
          limit: places,
          running: running.map(({ data }) => String(data.deliveryId)),
          busyWebhooks,
          busyTenants,
          busyHosts: deps.inFlight.busyHosts("careful"),
        });
        pace.giveBack(places - rows.length);
        return rows.map((row) => toRunEvent(toDueEvent(row, { ...row, dueAt })));
      },
      nextInMs: async () => pace.waitMs() ?? nextDueInMs(deps),
    },
    {
      eventName: recoveryDue.name,
      takesSentEvents: false,
      take: async ({ limit, running }) => {
        const busy = running.map(({ data }) => String(data.recoveryId));
        return (await findDueRecoveries(deps, { limit, running: busy })).map((row) => toRunEvent(toRecoveryDue(row)));
      },
      nextInMs: () => nextRecoveryInMs(deps),
    },
  ];
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
