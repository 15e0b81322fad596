import type { Change } from "#domain/context.ts";
import { nameEvents } from "#domain/events/announced-events.ts";
import { createDispatchAhead } from "#engine/dispatch/dispatch-ahead.ts";
import { recallTaken } from "#engine/dispatch/take-undispatched.ts";
import type { EngineDeps } from "#engine/engine-deps.ts";
import { startRunner } from "#inngest/embedded/runner.ts";
import { createTenantBuckets } from "#inngest/embedded/tenant-buckets.ts";
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
  // An Inngest that hangs pushes events up to 21 minutes ahead. Polling finds the rows.
  recallTaken(deps).catch((error: unknown) =>
    deps.log.warn({ err: error }, "could not recall announced events; they fall due again within 21 minutes"),
  );
  const buckets = createTenantBuckets();
  const ahead = createDispatchAhead(deps, {
    isHeldBack: buckets.isEmptied,
    onHanded: (events) => wake([eventAccepted.name], nameEvents(events).split(",")),
  });
  const { wake, stop } = startRunner(
    deps,
    (inngest) => createFunctions(inngest, deps, { ahead }),
    createWorkSources(deps, { buckets, ahead }),
  );
  return {
    /** @param keys names of events; a look by other keys would find no more than a look for all */
    onChange: (channel: Change["channel"], keys: readonly string[] = []) =>
      wake(WORK_OF[channel], channel === "events" ? keys : []),
    hand: ahead.hand,
    stop: async () => {
      await stop();
      await ahead.whenIdle();
    },
  };
};
