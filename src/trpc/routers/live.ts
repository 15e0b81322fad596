import { router, viewerProcedure } from "#trpc/init.ts";
import { streamChanges } from "#trpc/stream-changes.ts";

export const liveRouter = router({
  /** Signals changes of the tenant's events or deliveries, or of their figures; the page then reloads this part of its data. */
  changes: viewerProcedure
    .meta({ stream: true })
    .subscription(({ ctx, signal }) =>
      streamChanges(
        (onChange) => ctx.subscribeTenant(ctx.actor.tenantId, onChange),
        signal ?? new AbortController().signal,
      ),
    ),
});
