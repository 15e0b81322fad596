import { attemptDue } from "#engine/attempt/attempt-due.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { assignRuns } from "#engine/retry/assign-runs.ts";
import type { InngestClient } from "#inngest/client.ts";
import { backlogDue, toDueEvent } from "#inngest/events.ts";

/**
 * Attempts due deliveries of several webhooks in one run: deliveries whose webhook has no run left, and those of a paused or
 * limited webhook. One run each would cost ten times as much (measured). A delivery that fails gets a run of its own while
 * its webhook has one left.
 */
export const createDeliverBacklog = (inngest: InngestClient, deps: EngineDeps) =>
  inngest.createFunction(
    {
      id: "deliver-backlog",
      triggers: [backlogDue],
      retries: 3,
      batchEvents: { maxSize: 25, timeout: "1s" },
      // A run of limited webhooks waits for their slots, so more may run at once than of first attempts.
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
