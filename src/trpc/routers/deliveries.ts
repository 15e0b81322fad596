import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import { bulkResult, selectionInput } from "#domain/deliveries/bulk.schema.ts";
import { cancelDeliveries } from "#domain/deliveries/cancel-deliveries.ts";
import {
  deliveryDetailView,
  deliveryView,
  getDeliveryInput,
  listDeliveriesInput,
} from "#domain/deliveries/delivery.schema.ts";
import { deliveryPlanView } from "#domain/deliveries/delivery-plan.schema.ts";
import { findNeighbours } from "#domain/deliveries/find-neighbours.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { listLog } from "#domain/deliveries/list-log.ts";
import { listOutcomes } from "#domain/deliveries/list-outcomes.ts";
import { logRow } from "#domain/deliveries/log-row.schema.ts";
import { neighboursInput, neighboursView } from "#domain/deliveries/neighbours.schema.ts";
import { eventOutcomesView, listOutcomesInput } from "#domain/deliveries/outcome.schema.ts";
import { resendDeliveries } from "#domain/deliveries/resend-deliveries.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { pageOf } from "#domain/pagination.schema.ts";
import { planDelivery } from "#engine/retry/plan-delivery.ts";
import { adminProcedure, router, viewerProcedure } from "#trpc/init.ts";

const byId = z.strictObject({ id: objectId });

export const deliveriesRouter = router({
  list: viewerProcedure
    .input(listDeliveriesInput)
    .output(pageOf(deliveryView))
    .query(({ ctx, input }) => listDeliveries(ctx.deps, ctx.actor, input)),

  log: viewerProcedure
    .input(listDeliveriesInput)
    .output(pageOf(logRow))
    .query(({ ctx, input }) => listLog(ctx.deps, ctx.actor, input)),

  get: viewerProcedure
    .input(byId.extend(getDeliveryInput.shape))
    .output(deliveryDetailView)
    .query(({ ctx, input }) => getDelivery(ctx.deps, ctx.actor, input)),

  neighbours: viewerProcedure
    .input(neighboursInput)
    .output(neighboursView)
    .query(({ ctx, input }) => findNeighbours(ctx.deps, ctx.actor, input)),

  plan: viewerProcedure
    .input(byId)
    .output(deliveryPlanView)
    .query(({ ctx, input }) => planDelivery(ctx.deps, ctx.actor, input)),

  outcomes: viewerProcedure
    .input(listOutcomesInput)
    .output(eventOutcomesView)
    .query(({ ctx, input }) => listOutcomes(ctx.deps, ctx.actor, input)),

  resend: adminProcedure
    .input(byId)
    .output(deliveryView)
    .mutation(({ ctx, input }) => resendDelivery(ctx.deps, ctx.actor, input)),

  resendMany: adminProcedure
    .input(selectionInput)
    .output(bulkResult)
    .mutation(({ ctx, input }) => resendDeliveries(ctx.deps, ctx.actor, input)),

  cancelMany: adminProcedure
    .input(selectionInput)
    .output(bulkResult)
    .mutation(({ ctx, input }) => cancelDeliveries(ctx.deps, ctx.actor, input)),
});
