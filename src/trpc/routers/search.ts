import { find } from "#domain/search/find.ts";
import { searchInput, searchResults } from "#domain/search/search.schema.ts";
import { router, viewerProcedure } from "#trpc/init.ts";

export const searchRouter = router({
  find: viewerProcedure
    .input(searchInput)
    .output(searchResults)
    .query(({ ctx, input }) => find(ctx.deps, ctx.actor, input)),
});
