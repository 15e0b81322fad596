import type { Deps } from "#domain/context.ts";
import { advanceHeadlessLanes } from "#domain/deliveries/advance-lanes.ts";
import { msSince, writeLine } from "#domain/log-lines.ts";
import { cancelWaitingOfInactive } from "#domain/subscriptions/cancel-waiting.ts";
import type { InngestClient } from "#inngest/client.ts";

/** Announces rows that a real Inngest seems to have lost. Returns counts by kind. */
export type SendAgain = (inngest: InngestClient) => Promise<Record<string, number>>;

export const createSweep = (inngest: InngestClient, deps: Deps, sendAgain?: SendAgain) =>
  inngest.createFunction({ id: "sweep", triggers: [{ cron: "* * * * *" }], retries: 1 }, async ({ step }) =>
    step.run("send-again", async () => {
      const startedAt = performance.now();
      // Before the announcements, which then find what became due.
      const ordered = await advanceHeadlessLanes(deps);
      const found = { ...(await sendAgain?.(inngest)), canceled: await cancelWaitingOfInactive(deps), ordered };
      if (Object.values(found).some((count) => count > 0))
        writeLine(deps.log, "sweep found work", { found, durationMs: msSince(startedAt) });
      return found;
    }),
  );
