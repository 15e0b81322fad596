import type { Deps } from "#domain/context.ts";
import { cancelWaitingOfInactive } from "#domain/subscriptions/cancel-waiting.ts";
import { announceDeliveries, announceEvents, announceOverdueRecoveries } from "#inngest/announce.ts";
import type { InngestClient } from "#inngest/client.ts";

/**
 * Every minute: sends again what was lost between the rows and Inngest, and cancels what still waits for a webhook that is
 * off. The embedded runner finds its work in the rows, where nothing can be lost on the way.
 */
export const createSweep = (inngest: InngestClient, deps: Deps) =>
  inngest.createFunction({ id: "sweep", triggers: [{ cron: "* * * * *" }], retries: 1 }, async ({ step }) =>
    step.run("send-again", async () => ({
      ...(deps.claimedBatches ? {} : await sendAgain(inngest, deps)),
      canceled: await cancelWaitingOfInactive(deps),
    })),
  );

const sendAgain = async (inngest: InngestClient, deps: Deps) => ({
  events: (await announceEvents(inngest, deps)).announced,
  deliveries: await announceDeliveries(inngest, deps),
  recoveries: await announceOverdueRecoveries(inngest, deps),
});
