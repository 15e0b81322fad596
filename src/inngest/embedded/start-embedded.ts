import type { Change } from "#domain/context.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { startRunner } from "#inngest/embedded/runner.ts";
import { createWorkSources } from "#inngest/embedded/work-sources.ts";
import { backlogDue, deliveryDue, eventAccepted, recoveryDue } from "#inngest/events.ts";
import { createFunctions } from "#inngest/functions/index.ts";

/** Events to read after a change. Reading all kinds of work cost as much as the event itself (measured). */
const WORK_OF: Partial<Record<Change["channel"], string[]>> = {
  events: [eventAccepted.name],
  deliveries: [deliveryDue.name, backlogDue.name],
  recoveries: [recoveryDue.name],
};

export const startEmbedded = (deps: EngineDeps) => {
  const { wake, stop } = startRunner(deps, (inngest) => createFunctions(inngest, deps), createWorkSources(deps));
  return { onChange: (channel: Change["channel"]) => wake(WORK_OF[channel]), stop };
};
