import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import { countUndelivered } from "#domain/deliveries/count-undelivered.ts";
import { testWebhookInput, upcomingView } from "#domain/deliveries/delivery.schema.ts";
import { lastResponsesView, ofModeInput, undeliveredView } from "#domain/deliveries/last-response.schema.ts";
import { listLastResponses } from "#domain/deliveries/list-last-responses.ts";
import { listUpcoming } from "#domain/deliveries/list-upcoming.ts";
import { previewVersion } from "#domain/deliveries/preview-version.ts";
import { versionPreview } from "#domain/deliveries/version-preview.schema.ts";
import { EVENT_BYTES_MAX } from "#domain/events/event.schema.ts";
import { pageOf } from "#domain/pagination.schema.ts";
import { cancelWaitingDeliveries } from "#domain/recoveries/cancel-waiting-deliveries.ts";
import { countMissed } from "#domain/recoveries/count-missed.ts";
import { missedView, recoverCount } from "#domain/recoveries/recovery.schema.ts";
import { checkUrlInput, urlVerdict } from "#domain/subscriptions/check-webhook-url.schema.ts";
import { checkWebhookUrl } from "#domain/subscriptions/check-webhook-url.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { dashboardWebhook } from "#domain/subscriptions/dashboard-webhook.schema.ts";
import { deleteWebhook } from "#domain/subscriptions/delete-webhook.ts";
import { endPreviousSecret } from "#domain/subscriptions/end-previous-secret.ts";
import { getHealthHistory } from "#domain/subscriptions/get-health-history.ts";
import { getWebhook } from "#domain/subscriptions/get-webhook.ts";
import { getWebhookHealth } from "#domain/subscriptions/get-webhook-health.ts";
import { healthHistoryView } from "#domain/subscriptions/health-history.schema.ts";
import { listWebhooks } from "#domain/subscriptions/list-webhooks.ts";
import { revealSecret } from "#domain/subscriptions/reveal-secret.ts";
import { rotateSecret } from "#domain/subscriptions/rotate-secret.ts";
import { toDashboardWebhook, toDashboardWebhooks } from "#domain/subscriptions/to-dashboard-webhooks.ts";
import { tryWebhookNow } from "#domain/subscriptions/try-webhook-now.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import {
  createWebhookInput,
  listWebhooksInput,
  rotateSecretInput,
  updateWebhookInput,
  webhookWithSecretView,
} from "#domain/subscriptions/webhook.schema.ts";
import { webhookHealthView } from "#domain/subscriptions/webhook-health.schema.ts";
import { testWebhook } from "#engine/attempt/test-webhook.ts";
import { toTrpcError } from "#trpc/errors.ts";
import { adminProcedure, router, viewerProcedure } from "#trpc/init.ts";
import { streamPhases } from "#trpc/stream-phases.ts";

const byId = z.strictObject({ id: objectId });

/** Edited JSON travels as text: parsing in the browser would change digits without a word. */
const dataText = z.string().max(EVENT_BYTES_MAX).nullish();

export const webhooksRouter = router({
  list: viewerProcedure
    .input(listWebhooksInput)
    .output(pageOf(dashboardWebhook))
    .query(async ({ ctx: { deps, actor }, input }) => {
      const { data, nextCursor } = await listWebhooks(deps, actor, input);
      return { data: await toDashboardWebhooks(deps, actor, data), nextCursor };
    }),

  /** True for a pause of the whole tenant. A pause of one webhook or host shows in its deliveries. */
  isSendingPaused: viewerProcedure
    .output(z.boolean())
    .query(({ ctx: { deps, actor } }) => deps.pauses.isTenantPaused(actor.tenantId)),

  get: viewerProcedure
    .input(byId)
    .output(dashboardWebhook)
    .query(async ({ ctx: { deps, actor }, input }) =>
      toDashboardWebhook(deps, actor, await getWebhook(deps, actor, input)),
    ),

  /** Checks the typed URL early; `create` and `update` check it again. */
  checkUrl: adminProcedure
    .input(checkUrlInput)
    .output(urlVerdict)
    .query(({ ctx, input }) => checkWebhookUrl(ctx.deps, ctx.actor, input)),

  create: adminProcedure
    .input(createWebhookInput)
    .output(webhookWithSecretView)
    .mutation(({ ctx, input }) => createWebhook(ctx.deps, ctx.actor, input)),

  update: adminProcedure
    .input(byId.extend({ changes: updateWebhookInput }))
    .output(dashboardWebhook)
    .mutation(async ({ ctx: { deps, actor }, input }) =>
      toDashboardWebhook(deps, actor, await updateWebhook(deps, actor, input)),
    ),

  delete: adminProcedure.input(byId).mutation(async ({ ctx, input }) => {
    await deleteWebhook(ctx.deps, ctx.actor, input);
  }),

  rotateSecret: adminProcedure
    .input(byId.extend(rotateSecretInput.shape))
    .output(webhookWithSecretView)
    .mutation(({ ctx, input }) => rotateSecret(ctx.deps, ctx.actor, input)),

  endPreviousSecret: adminProcedure.input(byId).mutation(async ({ ctx, input }) => {
    await endPreviousSecret(ctx.deps, ctx.actor, input);
  }),

  /** Mutation instead of query: links and caches must not hold the secret. */
  revealSecret: adminProcedure
    .meta({ limit: "reveals" })
    .input(byId)
    .output(z.object({ secret: z.string() }))
    .mutation(({ ctx, input }) => revealSecret(ctx.deps, ctx.actor, { ...input, signedInAt: ctx.session.signedInAt })),

  health: viewerProcedure
    .input(byId)
    .output(webhookHealthView)
    .query(({ ctx, input }) => getWebhookHealth(ctx.deps, ctx.actor, input)),

  healthHistory: viewerProcedure
    .input(byId)
    .output(healthHistoryView)
    .query(({ ctx, input }) => getHealthHistory(ctx.deps, ctx.actor, input)),

  /** Newest response of each webhook. */
  lastResponses: viewerProcedure
    .input(ofModeInput)
    .output(lastResponsesView)
    .query(({ ctx, input }) => listLastResponses(ctx.deps, ctx.actor, input)),

  /** Deliveries of each webhook that nothing will send without a person. */
  undelivered: viewerProcedure
    .input(ofModeInput)
    .output(undeliveredView)
    .query(({ ctx, input }) => countUndelivered(ctx.deps, ctx.actor, input)),

  tryNow: adminProcedure
    .input(byId)
    .output(dashboardWebhook)
    .mutation(async ({ ctx: { deps, actor }, input }) =>
      toDashboardWebhook(deps, actor, await tryWebhookNow(deps, actor, input)),
    ),

  cancelWaiting: adminProcedure
    .input(byId)
    .output(recoverCount)
    .mutation(({ ctx, input }) => cancelWaitingDeliveries(ctx.deps, ctx.actor, input)),

  upcoming: viewerProcedure
    .input(byId)
    .output(upcomingView)
    .query(({ ctx, input }) => listUpcoming(ctx.deps, ctx.actor, input)),

  /** Shows what an upgrade of the API version changes; `update` upgrades. */
  versionPreview: viewerProcedure
    .input(byId)
    .output(versionPreview)
    .query(({ ctx, input }) => previewVersion(ctx.deps, ctx.actor, input)),

  missed: viewerProcedure
    .input(byId)
    .output(missedView)
    .query(({ ctx, input }) => countMissed(ctx.deps, ctx.actor, input)),

  /** Sends one real request and streams its progress. Mutation: a link must not start it. */
  sendTest: adminProcedure
    .meta({ limit: "tests", stream: true })
    .input(byId.extend({ ...testWebhookInput.omit({ data: true }).shape, dataText }))
    .mutation(async function* ({ ctx, input }) {
      try {
        yield* streamPhases((watch) => testWebhook(ctx.deps, ctx.actor, input, watch));
      } catch (error) {
        throw toTrpcError(error);
      }
    }),
});
