import { router, viewerProcedure } from "#trpc/init.ts";
import { streamChanges } from "#trpc/stream-changes.ts";

export const liveRouter = router({
  /** Reports changes of the tenant's events or deliveries: the page reads its data again. */
  changes: viewerProcedure
    .meta({ stream: true })
    .subscription(({ ctx, signal }) =>
      streamChanges(
        (onChange) => ctx.subscribeTenant(ctx.actor.tenantId, onChange),
        signal ?? new AbortController().signal,
      ),
    ),
});
