import { RetryAfterError } from "inngest";
import type { Deps } from "#domain/context.ts";
import { RECOVERIES_PER_TENANT } from "#domain/fairness.ts";
import { continueRecovery } from "#domain/recoveries/continue-recovery.ts";
import { assignRuns } from "#engine/retry/assign-runs.ts";
import type { InngestClient } from "#inngest/client.ts";
import { recoveryDue, toDueEvent, toRecoveryDue } from "#inngest/events.ts";

/** Shortest retry delay of a real Inngest. */
const EARLY_MS = 1_000;

/** Safe to repeat: the row has the progress, and the sweep announces a lost run again. */
export const createRecover = (inngest: InngestClient, deps: Deps) =>
  inngest.createFunction(
    {
      id: "recover",
      triggers: [recoveryDue],
      retries: 5,
      concurrency: [
        { key: "event.data.recoveryId", limit: 1 },
        { key: "event.data.tenantId", limit: RECOVERIES_PER_TENANT },
      ],
    },
    async ({ event, step }) => {
      const { sent, next } = await step.run("continue", async () => {
        const continued = await continueRecovery(deps, event.data);
        // Clocks differ, or an answer was lost. Inngest would drop the same event, so the step retries instead.
        if (continued.isEarly && continued.next)
          throw new RetryAfterError(
            "due later",
            new Date(Math.max(Date.parse(continued.next.dueAt), Date.now() + EARLY_MS)),
          );
        return { ...continued, sent: await assignRuns(deps, continued.sent) };
      });
      const due = [
        ...sent.map((one) => toDueEvent({ ...one, dueAt: new Date(one.dueAt) })),
        ...(next ? [toRecoveryDue({ ...next, dueAt: new Date(next.dueAt) })] : []),
      ];
      if (due.length > 0) await step.sendEvent("announce-due", due);
      return { sent: sent.length };
    },
  );
