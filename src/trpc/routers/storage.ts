import { getKeptTimes } from "#domain/retention/get-kept-times.ts";
import { keptTimes } from "#domain/retention/kept-times.schema.ts";
import { getStorage } from "#domain/storage/get-storage.ts";
import { storageView } from "#domain/storage/storage.schema.ts";
import { router, viewerProcedure } from "#trpc/init.ts";

export const storageRouter = router({
  get: viewerProcedure.output(storageView).query(({ ctx }) => getStorage(ctx.deps, ctx.actor)),

  keptTimes: viewerProcedure.output(keptTimes).query(({ ctx }) => getKeptTimes(ctx.deps, ctx.actor)),
});
