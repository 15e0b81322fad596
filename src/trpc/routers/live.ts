import { router, viewerProcedure } from "#trpc/init.ts";
import { streamChanges } from "#trpc/stream-changes.ts";

export const liveRouter = router({
  /** Something of the tenant's events or deliveries changed: read again what is on the screen. */
  changes: viewerProcedure
    .meta({ stream: true })
    .subscription(({ ctx, signal }) =>
      streamChanges(
        (onChange) => ctx.subscribeTenant(ctx.actor.tenantId, onChange),
        signal ?? new AbortController().signal,
      ),
    ),
});
