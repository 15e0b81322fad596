import type { Deps } from "#domain/context.ts";
import { findDueDeliveries, nextDueInMs } from "#domain/deliveries/take-due-deliveries.ts";
import { takeUndispatchedEvents } from "#domain/events/take-undispatched.ts";
import type { RunEvent } from "#inngest/embedded/run-function.ts";
import { deliveryDue, eventAccepted, toAcceptedEvent, toDueEvent } from "#inngest/events.ts";

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

export const createWorkSources = (deps: Deps): WorkSource[] => [
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
      const dueAt = deps.clock();
      const rows = await findDueDeliveries(deps, {
        limit,
        running: running.map(({ data }) => String(data.deliveryId)),
        busyWebhooks,
        busyTenants,
      });
      return rows.map((row) => toRunEvent(toDueEvent(row, { ...row, dueAt })));
    },
    nextInMs: () => nextDueInMs(deps),
  },
];

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
