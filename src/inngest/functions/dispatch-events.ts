import type { DispatchAhead } from "#engine/dispatch/dispatch-ahead.ts";
import { dispatchEvents } from "#engine/dispatch/dispatch-events.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { InngestClient } from "#inngest/client.ts";
import { eventAccepted, toBacklogEvents, toDueEvent } from "#inngest/events.ts";

/** One run serves a batch: a self-hosted Inngest does 22–90 one-step runs a second on two cores (measured). */
export const createDispatchEvents = (inngest: InngestClient, deps: EngineDeps, ahead?: DispatchAhead) =>
  inngest.createFunction(
    {
      id: "dispatch-events",
      triggers: [eventAccepted],
      retries: 10,
      batchEvents: { maxSize: 100, timeout: "1s" },
      concurrency: { limit: 4 },
    },
    async ({ events, step }) => {
      const eventIds = events.map(({ data }) => data.eventId);
      const { attempted, own, backlog } = await step.run(
        "dispatch",
        () => ahead?.dispatch(eventIds) ?? dispatchEvents(deps, eventIds),
      );
      const due = [
        ...own.map((one) => toDueEvent({ ...one, dueAt: new Date(one.dueAt) })),
        ...toBacklogEvents(backlog),
      ];
      if (due.length > 0) await step.sendEvent("announce-due", due);
      return { events: eventIds.length, attempted, due: due.length };
    },
  );
