import { RetryAfterError } from "inngest";
import type { Deps } from "#domain/context.ts";
import { continueRecovery } from "#domain/recoveries/continue-recovery.ts";
import { assignRuns } from "#engine/retry/assign-runs.ts";
import type { InngestClient } from "#inngest/client.ts";
import { recoveryDue, toDueEvent, toRecoveryDue } from "#inngest/events.ts";

/** Recoveries of one tenant at once: a quarter of the connections of a process, as where requests are answered. */
const PER_TENANT = 5;
/** A real Inngest waits at least this long before it runs a step again. */
const EARLY_MS = 1_000;

/**
 * One run hands over the next few of a recovery and announces those that have a run, and when it goes on. The row alone knows how far it has
 * come: a run that is lost or repeated changes nothing, and the sweeper announces what is overdue.
 */
export const createRecover = (inngest: InngestClient, deps: Deps) =>
  inngest.createFunction(
    {
      id: "recover",
      triggers: [recoveryDue],
      retries: 5,
      concurrency: [
        { key: "event.data.recoveryId", limit: 1 },
        { key: "event.data.tenantId", limit: PER_TENANT },
      ],
    },
    async ({ event, step }) => {
      const { sent, next } = await step.run("continue", async () => {
        const continued = await continueRecovery(deps, event.data);
        // Another clock than the database's, or an answer that was lost: the same event would be swallowed if sent again.
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
