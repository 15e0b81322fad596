import { takeBacklog } from "#engine/claim/take-deliveries.ts";
import { attemptFirst } from "#engine/dispatch/attempt-first.ts";
import { fanOut } from "#engine/dispatch/fan-out.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { assignRuns } from "#engine/retry/assign-runs.ts";
import type { InngestClient } from "#inngest/client.ts";
import { eventAccepted, toBacklogEvents, toDueEvent } from "#inngest/events.ts";

/**
 * Fans a batch of stored events out and makes the first attempts of the fast lane at once. What failed, and the careful
 * lane, gets a run of its own each, while its webhook has one left; a shared run takes the rest. One run for the batch and not
 * one for each delivery: a self-hosted Inngest does 22–90 one-step runs a second on two cores (measured).
 */
export const createDispatchEvents = (inngest: InngestClient, deps: EngineDeps) =>
  inngest.createFunction(
    {
      id: "dispatch-events",
      triggers: [eventAccepted],
      retries: 10,
      batchEvents: { maxSize: 100, timeout: "1s" },
      concurrency: { limit: 4 },
    },
    async ({ events, step, runId }) => {
      const eventIds = events.map(({ data }) => data.eventId);
      const { reservation, fast, careful, backlog } = await step.run("fan-out", async () => {
        const { careful, ...out } = await fanOut(deps, { eventIds, batch: runId });
        const own = await assignRuns(deps, careful);
        const left = own.length === careful.length ? [] : await takeBacklog(deps, careful);
        return { ...out, careful: own, backlog: left };
      });
      const attempted =
        fast.length === 0
          ? []
          : await step.run("first-attempts", async () =>
              assignRuns(deps, await attemptFirst(deps, { deliveries: fast, reservation })),
            );
      const now = new Date();
      const due = [
        ...attempted.map((one) => toDueEvent({ ...one, dueAt: new Date(one.dueAt) })),
        ...careful.map((one) => toDueEvent({ ...one, attempts: 0, dueAt: now })),
        ...toBacklogEvents(backlog),
      ];
      if (due.length > 0) await step.sendEvent("announce-due", due);
      return { events: eventIds.length, attempted: fast.length, due: due.length };
    },
  );
