import { eventType, staticSchema } from "inngest";
import type { Deps } from "#domain/context.ts";
import { continueErasures } from "#domain/erase/continue-erasures.ts";
import type { InngestClient } from "#inngest/client.ts";

/** Short, as with retention. */
const WORK_MS_MAX = 3_000;

/** A run ended before all that was due was erased. */
const erasureContinued = eventType("bellhop/erasure.continued", { schema: staticSchema<Record<string, never>>() });

/** Every minute, and in a chain of short runs for as long as there is something left: what was asked to be erased. */
export const createErase = (inngest: InngestClient, deps: Deps, workMsMax = WORK_MS_MAX) =>
  inngest.createFunction(
    { id: "erase", triggers: [{ cron: "* * * * *" }, erasureContinued], retries: 1 },
    async ({ step, runId }) => {
      const isMore = await step.run("erase", () => continueErasures(deps, { workMsMax }));
      if (isMore) await step.sendEvent("go-on", erasureContinued.create({}, { id: `erase:${runId}` }));
      return { isMore };
    },
  );
