import { eventTypesView } from "#domain/event-types/event-type.schema.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { publicProcedure, router } from "#trpc/init.ts";

export const eventTypesRouter = router({
  list: publicProcedure
    .output(eventTypesView)
    .query(async ({ ctx: { deps } }) => ({ data: [...listEventTypes(await deps.platformTypes.read())] })),
});
