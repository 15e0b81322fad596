import { eraseTarget, eraseView } from "#domain/erase/erase.schema.ts";
import { eraseData, previewErasure } from "#domain/erase/erase-data.ts";
import { adminProcedure, router } from "#trpc/init.ts";

export const eraseRouter = router({
  /** Mutation instead of query: a query would put the customer id into the URL. */
  preview: adminProcedure
    .meta({ limit: "erase" })
    .input(eraseTarget)
    .output(eraseView)
    .mutation(({ ctx, input }) => previewErasure(ctx.deps, ctx.actor, input)),

  start: adminProcedure
    .meta({ limit: "erase" })
    .input(eraseTarget)
    .output(eraseView)
    .mutation(({ ctx, input }) => eraseData(ctx.deps, ctx.actor, input)),
});
