import { eventType, staticSchema } from "inngest";
import type { Deps } from "#domain/context.ts";
import { continueErasures } from "#domain/erase/continue-erasures.ts";
import type { InngestClient } from "#inngest/client.ts";

/** Short, so that a stop does not wait long for a run, and a run fits into any host's limit for a request. */
const WORK_MS_MAX = 3_000;

/** Sent by a run that ended before everything due was erased. */
const erasureContinued = eventType("bellhop/erasure.continued", { schema: staticSchema<Record<string, never>>() });

/** Erases what was asked to be erased: every minute, in a chain of short runs while something is left. */
export const createErase = (inngest: InngestClient, deps: Deps, workMsMax = WORK_MS_MAX) =>
  inngest.createFunction(
    { id: "erase", triggers: [{ cron: "* * * * *" }, erasureContinued], retries: 1 },
    async ({ step, runId }) => {
      const isMore = await step.run("erase", () => continueErasures(deps, { workMsMax }));
      if (isMore) await step.sendEvent("go-on", erasureContinued.create({}, { id: `erase:${runId}` }));
      return { isMore };
    },
  );
