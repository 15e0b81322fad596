import type { Deps } from "#domain/context.ts";
import { announceDeliveries, announceEvents } from "#inngest/announce.ts";
import type { InngestClient } from "#inngest/client.ts";

/**
 * Every minute: sends again what was lost between the rows and Inngest. With the embedded runner there is nothing to
 * lose, since it reads the rows themselves, and sending is a no-op.
 */
export const createSweep = (inngest: InngestClient, deps: Deps) =>
  inngest.createFunction({ id: "sweep", triggers: [{ cron: "* * * * *" }], retries: 1 }, async ({ step }) =>
    step.run("send-again", async () => ({
      events: await announceEvents(inngest, deps),
      deliveries: await announceDeliveries(inngest, deps),
    })),
  );
