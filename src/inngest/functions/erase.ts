import { eventType, staticSchema } from "inngest";
import type { Deps } from "#domain/context.ts";
import { continueErasures } from "#domain/erase/continue-erasures.ts";
import type { InngestClient } from "#inngest/client.ts";

/** Keeps a run short, since a stop of the process waits for it. */
const WORK_MS_MAX = 3_000;

/** Says that a run ended before all due data was erased. */
const erasureContinued = eventType("bellhop/erasure.continued", { schema: staticSchema<Record<string, never>>() });

/** Continues erasures every minute, in a chain of short runs until none is due. */
export const createErase = (inngest: InngestClient, deps: Deps, workMsMax = WORK_MS_MAX) =>
  inngest.createFunction(
    { id: "erase", triggers: [{ cron: "* * * * *" }, erasureContinued], retries: 1 },
    async ({ step, runId }) => {
      const isMore = await step.run("erase", () => continueErasures(deps, { workMsMax }));
      if (isMore) await step.sendEvent("go-on", erasureContinued.create({}, { id: `erase:${runId}` }));
      return { isMore };
    },
  );
