import type { Deps } from "#domain/context.ts";
import { attemptDue } from "#domain/deliveries/attempt-due.ts";
import type { InngestClient } from "#inngest/client.ts";
import { deliveryWaits, toDueEvent } from "#inngest/events.ts";

/**
 * Many deliveries that are due already, in one run: what was lost between the rows and Inngest, or resent at once. With the
 * embedded runner also what a receiver missed while it was down, and what a recovery sends again. A run for each would cost
 * ten times as much (measured). Those that fail get a run of their own, with their retries as steps, as after a first attempt.
 */
export const createDeliverDue = (inngest: InngestClient, deps: Deps) =>
  inngest.createFunction(
    {
      id: "deliver-due",
      triggers: [deliveryWaits],
      retries: 3,
      batchEvents: { maxSize: 25, timeout: "1s" },
      concurrency: { limit: 4 },
    },
    async ({ events, step }) => {
      const open = await step.run("attempts", () =>
        attemptDue(
          deps,
          events.map(({ data }) => data),
        ),
      );
      const due = open.map((one) => toDueEvent(one, { ...one, generation: 0, dueAt: new Date(one.dueAt) }));
      if (due.length > 0) await step.sendEvent("announce-due", due);
      return { deliveries: events.length, due: due.length };
    },
  );
