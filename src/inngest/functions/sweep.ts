import type { Deps } from "#domain/context.ts";
import { cancelWaitingOfInactive } from "#domain/subscriptions/cancel-waiting.ts";
import type { InngestClient } from "#inngest/client.ts";

/** Announces what was lost between the rows and a real Inngest; answers with how many of each. */
export type SendAgain = (inngest: InngestClient) => Promise<Record<string, number>>;

/**
 * Every minute: sends again what was lost between the rows and Inngest, and cancels what still waits for a webhook that is
 * off. The embedded runner finds its work in the rows, where nothing can be lost on the way.
 */
export const createSweep = (inngest: InngestClient, deps: Deps, sendAgain?: SendAgain) =>
  inngest.createFunction({ id: "sweep", triggers: [{ cron: "* * * * *" }], retries: 1 }, async ({ step }) =>
    step.run("send-again", async () => ({
      ...(await sendAgain?.(inngest)),
      canceled: await cancelWaitingOfInactive(deps),
    })),
  );
