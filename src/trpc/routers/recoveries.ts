import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import { cancelRecovery } from "#domain/recoveries/cancel-recovery.ts";
import { getLatestRecovery } from "#domain/recoveries/get-recovery.ts";
import { previewRecovery } from "#domain/recoveries/preview-recovery.ts";
import { recoverCount, recoverInput, recoveryView, startedRecovery } from "#domain/recoveries/recovery.schema.ts";
import { startRecovery } from "#domain/recoveries/start-recovery.ts";
import { adminProcedure, router, viewerProcedure } from "#trpc/init.ts";

const byId = z.strictObject({ id: objectId });
const recoverOne = byId.extend(recoverInput.shape);

export const recoveriesRouter = router({
  preview: viewerProcedure
    .input(recoverOne)
    .output(recoverCount)
    .query(({ ctx, input }) => previewRecovery(ctx.deps, ctx.actor, input)),

  start: adminProcedure
    .meta({ limit: "recover" })
    .input(recoverOne)
    .output(startedRecovery)
    .mutation(({ ctx, input }) => startRecovery(ctx.deps, ctx.actor, input)),

  latest: viewerProcedure
    .input(byId)
    .output(recoveryView.nullable())
    .query(({ ctx, input }) => getLatestRecovery(ctx.deps, ctx.actor, input)),

  cancel: adminProcedure
    .input(byId.extend({ recoveryId: objectId }))
    .output(recoveryView)
    .mutation(({ ctx, input }) => cancelRecovery(ctx.deps, ctx.actor, input)),
});
