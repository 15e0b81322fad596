import { RetryAfterError } from "inngest";
import { SLOW_LANE_CAPS } from "#domain/fairness.ts";
import { attemptDelivery } from "#engine/attempt/attempt-delivery.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import type { InngestClient } from "#inngest/client.ts";
import { deliveryDue } from "#inngest/events.ts";

/** Shortest retry delay of a real Inngest. */
const RETRY_AFTER_MIN_MS = 1_000;

/**
 * Retries the step until the delivery is final or loses its run. Attempt number and due time are in the row, not in `ctx.attempt`.
 * `retries` is Inngest's maximum; the sweep announces the delivery again after it.
 */
export const createDeliver = (inngest: InngestClient, deps: EngineDeps) =>
  inngest.createFunction(
    {
      id: "deliver",
      triggers: [deliveryDue],
      retries: 20,
      concurrency: [
        { key: "event.data.subscriptionId", limit: SLOW_LANE_CAPS.perWebhook },
        { key: "event.data.tenantId", limit: SLOW_LANE_CAPS.perTenant },
      ],
    },
    async ({ event, step }) =>
      step.run("attempt", async () => {
        const { deliveryId } = event.data;
        const answer = await attemptDelivery(deps, event.data);
        const soonest = Date.now() + RETRY_AFTER_MIN_MS;
        if (answer.outcome === "busy")
          throw new RetryAfterError(`${deliveryId} waits for a place for its host`, new Date(soonest));
        if (answer.outcome === "retry" || answer.outcome === "not_due")
          throw new RetryAfterError(
            `${deliveryId} waits for its next attempt`,
            new Date(Math.max(answer.dueAt.getTime(), soonest)),
          );
        return { outcome: answer.outcome };
      }),
  );
