import { getCauses } from "#domain/figures/get-causes.ts";
import { getStats, getStatsByWebhook, getTotals } from "#domain/figures/get-stats.ts";
import {
  byWebhookInput,
  byWebhookView,
  causesInput,
  causesView,
  statsInput,
  statsView,
  totalsInput,
  totalsView,
} from "#domain/figures/stats.schema.ts";
import { router, viewerProcedure } from "#trpc/init.ts";

export const statsRouter = router({
  series: viewerProcedure
    .input(statsInput)
    .output(statsView)
    .query(({ ctx, input }) => getStats(ctx.deps, ctx.actor, input)),

  totals: viewerProcedure
    .input(totalsInput)
    .output(totalsView)
    .query(({ ctx, input }) => getTotals(ctx.deps, ctx.actor, input)),

  byWebhook: viewerProcedure
    .input(byWebhookInput)
    .output(byWebhookView)
    .query(({ ctx, input }) => getStatsByWebhook(ctx.deps, ctx.actor, input)),

  causes: viewerProcedure
    .input(causesInput)
    .output(causesView)
    .query(({ ctx, input }) => getCauses(ctx.deps, ctx.actor, input)),
});
