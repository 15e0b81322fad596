import { eventType, staticSchema } from "inngest";
import type { Deps } from "#domain/context.ts";
import { continueErasures } from "#domain/erase/continue-erasures.ts";
import type { InngestClient } from "#inngest/client.ts";

/** Short, so that shutdown waits briefly and a run fits into any host's request limit. */
const WORK_MS_MAX = 3_000;

/** Continues after a run that did not erase all due data. */
const erasureContinued = eventType("bellhop/erasure.continued", { schema: staticSchema<Record<string, never>>() });

export const createErase = (inngest: InngestClient, deps: Deps, workMsMax = WORK_MS_MAX) =>
  inngest.createFunction(
    { id: "erase", triggers: [{ cron: "* * * * *" }, erasureContinued], retries: 1 },
    async ({ step, runId }) => {
      const isMore = await step.run("erase", () => continueErasures(deps, { workMsMax }));
      if (isMore) await step.sendEvent("go-on", erasureContinued.create({}, { id: `erase:${runId}` }));
      return { isMore };
    },
  );
