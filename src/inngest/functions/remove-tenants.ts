import { eventType, staticSchema } from "inngest";
import type { Deps } from "#domain/context.ts";
import { continueRemovals } from "#domain/tenants/remove-tenant.ts";
import type { InngestClient } from "#inngest/client.ts";

/** Short, so that shutdown waits briefly and a run fits into any host's request limit. */
const WORK_MS_MAX = 3_000;

/** Continues after a run that did not remove all rows. */
const removalContinued = eventType("bellhop/removal.continued", { schema: staticSchema<Record<string, never>>() });

export const createRemoveTenants = (inngest: InngestClient, deps: Deps, workMsMax = WORK_MS_MAX) =>
  inngest.createFunction(
    { id: "remove-tenants", triggers: [{ cron: "* * * * *" }, removalContinued], retries: 1 },
    async ({ step, runId }) => {
      const isMore = await step.run("remove", () => continueRemovals(deps, { workMsMax }));
      if (isMore) await step.sendEvent("go-on", removalContinued.create({}, { id: `removal:${runId}` }));
      return { isMore };
    },
  );
