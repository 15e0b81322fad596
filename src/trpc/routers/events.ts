import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import { cancelEvent } from "#domain/events/cancel-event.ts";
import {
  acceptedEventView,
  eventAsSentView,
  eventDetailView,
  eventRowView,
  eventView,
  listEventRowsInput,
  sandboxEventInput,
} from "#domain/events/event.schema.ts";
import { getEventAsSent } from "#domain/events/get-event.ts";
import { listEventRows } from "#domain/events/list-event-rows.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { storyInput, storyView } from "#domain/events/story.schema.ts";
import { tellStory } from "#domain/events/tell-story.ts";
import { pageOf } from "#domain/pagination.schema.ts";
import { emitSandboxEvent } from "#engine/accept/emit-sandbox-event.ts";
import { adminProcedure, router, viewerProcedure } from "#trpc/init.ts";

export const eventsRouter = router({
  list: viewerProcedure
    .input(listEventRowsInput)
    .output(pageOf(eventView))
    .query(({ ctx, input }) => listEvents(ctx.deps, ctx.actor, input)),

  get: viewerProcedure
    .input(z.strictObject({ id: objectId }))
    .output(eventAsSentView)
    .query(({ ctx, input }) => getEventAsSent(ctx.deps, ctx.actor, input)),

  log: viewerProcedure
    .input(listEventRowsInput)
    .output(pageOf(eventRowView))
    .query(({ ctx, input }) => listEventRows(ctx.deps, ctx.actor, input)),

  about: viewerProcedure
    .input(storyInput)
    .output(storyView)
    .query(({ ctx, input }) => tellStory(ctx.deps, ctx.actor, input)),

  /** Sends a made-up event to the test webhooks. */
  emitSandbox: adminProcedure
    .meta({ limit: "sandbox" })
    .input(sandboxEventInput)
    .output(acceptedEventView)
    .mutation(({ ctx, input }) => emitSandboxEvent(ctx.deps, ctx.actor, input)),

  cancel: adminProcedure
    .input(z.strictObject({ id: objectId }))
    .output(eventDetailView)
    .mutation(({ ctx, input }) => cancelEvent(ctx.deps, ctx.actor, input)),
});
