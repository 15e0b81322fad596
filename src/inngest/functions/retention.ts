import { eventType, staticSchema } from "inngest";
import type { Deps } from "#domain/context.ts";
import { msSince, writeLine } from "#domain/log-lines.ts";
import { deleteExpired, type RetentionPlace } from "#domain/retention/delete-expired.ts";
import type { InngestClient } from "#inngest/client.ts";

/** Short, so that shutdown waits briefly and a run fits into any host's request limit. */
const WORK_MS_MAX = 3_000;

/** Continues after a run that did not delete all expired rows. */
const retentionContinued = eventType("bellhop/retention.continued", { schema: staticSchema<RetentionPlace>() });

/** When two chains of runs meet, one ends. */
export const createRetention = (inngest: InngestClient, deps: Deps, workMsMax = WORK_MS_MAX) =>
  inngest.createFunction(
    { id: "retention", triggers: [{ cron: "*/10 * * * *" }, retentionContinued], retries: 1 },
    async ({ event, step, runId }) => {
      const from = event.name === retentionContinued.name ? event.data : null;
      const { deleted, next } = await step.run("delete", async () => {
        const startedAt = performance.now();
        const result = await deleteExpired(deps, { from, workMsMax });
        if (Object.keys(result.deleted).length > 0)
          writeLine(deps.log, "deleted rows past retention", {
            deleted: result.deleted,
            durationMs: msSince(startedAt),
          });
        return result;
      });
      if (next) await step.sendEvent("go-on", retentionContinued.create(next, { id: `retention:${runId}` }));
      return { deleted };
    },
  );
