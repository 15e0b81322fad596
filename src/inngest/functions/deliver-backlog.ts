import { attemptDue } from "#engine/attempt/attempt-due.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { assignRuns } from "#engine/retry/assign-runs.ts";
import type { InngestClient } from "#inngest/client.ts";
import { backlogDue, toDueEvent } from "#inngest/events.ts";

/** Serves webhooks that are paused, limited or without a free run. One run per delivery costs ten times as much (measured). */
export const createDeliverBacklog = (inngest: InngestClient, deps: EngineDeps) =>
  inngest.createFunction(
    {
      id: "deliver-backlog",
      triggers: [backlogDue],
      retries: 3,
      batchEvents: { maxSize: 25, timeout: "1s" },
      // Runs of limited webhooks wait for slots, so this limit is higher than that of `dispatch-events`.
      concurrency: { limit: 10 },
    },
    async ({ events, step }) => {
      const deliveries = events.flatMap(({ data: { deliveryIds, ...place } }) =>
        deliveryIds.map((deliveryId) => ({ ...place, deliveryId })),
      );
      const open = await step.run("attempts", async () => assignRuns(deps, await attemptDue(deps, deliveries)));
      const due = open.map((one) => toDueEvent({ ...one, dueAt: new Date(one.dueAt) }));
      if (due.length > 0) await step.sendEvent("announce-due", due);
      return { deliveries: deliveries.length, due: due.length };
    },
  );
