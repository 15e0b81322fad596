import { getStorage } from "#domain/storage/get-storage.ts";
import { storageView } from "#domain/storage/storage.schema.ts";
import { router, viewerProcedure } from "#trpc/init.ts";

export const storageRouter = router({
  get: viewerProcedure.output(storageView.nullable()).query(({ ctx }) => getStorage(ctx.deps, ctx.actor)),
});
