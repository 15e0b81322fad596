import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import type { Actor } from "#domain/context.ts";
import { cancelEvent } from "#domain/events/cancel-event.ts";
import {
  acceptedEventsView,
  eventDetailView,
  listEventsInput,
  sendEventInput,
  sendEventsInput,
} from "#domain/events/event.schema.ts";
import { getEvent } from "#domain/events/get-event.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { explainIssue } from "#domain/explain-issue.ts";
import { instantOf } from "#domain/instant.schema.ts";
import { acceptEvents } from "#engine/accept/accept-events.ts";
import { type PostedEvents, type ReadPosted, sentData, withoutPlace } from "#engine/accept/posted-events.ts";
import { eventPage } from "#rest/components.ts";
import { defineRoute, type Route } from "#rest/route.ts";
import { fieldErrorsOf } from "#rest/validate.ts";

/** Events already counted, but not parsed yet. */
const postedEvents = z.custom<PostedEvents>((value) => typeof value === "object" && value !== null && "read" in value);
const idParams = z.object({ id: objectId.describe("ID of the event") });
const tag = "Events";

export const sendEventsRoute = defineRoute({
  method: "POST",
  path: "/v1/events",
  operationId: "sendEvents",
  tag,
  summary: "Accepts one event or a list of events. 202 means stored. The API key decides the tenant and the mode.",
  scope: "events:write",
  limit: "events",
  input: { body: postedEvents },
  takesEvents: sendEventsInput,
  status: 202,
  answer: acceptedEventsView,
  conflict: "The id of an event belongs to an event of another name.",
  handle: async ({ deps, actor }, { body }) => ({
    events: await acceptEvents(deps, body.read(readEventOf(actor)), { store: deps.storeShared }).catch(
      (error: unknown) => {
        throw body.isList ? error : withoutPlace(error);
      },
    ),
  }),
});

export const listEventsRoute = defineRoute({
  method: "GET",
  path: "/v1/tenant-admin/events",
  operationId: "listEvents",
  tag,
  summary: "Lists events, newest first, with their deliveries, and the reason why a webhook did not get an event.",
  scope: "events:read",
  input: { query: listEventsInput },
  status: 200,
  answer: eventPage,
  handle: ({ deps, actor }, { query }) => listEvents(deps, actor, query),
});

export const getEventRoute = defineRoute({
  method: "GET",
  path: "/v1/tenant-admin/events/{id}",
  operationId: "getEvent",
  tag,
  summary: "Returns one event with its payload.",
  scope: "events:read",
  input: { params: idParams },
  status: 200,
  answer: eventDetailView,
  handle: ({ deps, actor }, { params }) => getEvent(deps, actor, params),
});

export const cancelEventRoute = defineRoute({
  method: "POST",
  path: "/v1/tenant-admin/events/{id}/cancel",
  operationId: "cancelEvent",
  tag,
  summary: "Cancels a scheduled event whose time (deliverAt) has not come yet.",
  conflict: "The event is not scheduled: it runs already, ran, or was canceled.",
  scope: "events:write",
  input: { params: idParams },
  status: 200,
  answer: eventDetailView,
  handle: ({ deps, actor }, { params }) => cancelEvent(deps, actor, params),
});

export const eventRoutes: readonly Route[] = [sendEventsRoute, listEventsRoute, getEventRoute, cancelEventRoute];

const readEventOf =
  ({ tenantId, mode }: Actor): ReadPosted =>
  (value) => {
    const parsed = sendEventInput.safeParse(value, { error: explainIssue });
    if (!parsed.success) return { errors: fieldErrorsOf(parsed.error) };
    const { id, event, timestamp, deliverAt } = parsed.data;
    const occurredAt = timestamp == null ? null : instantOf(timestamp);
    const dueAt = deliverAt == null ? null : instantOf(deliverAt);
    return {
      tenantId,
      mode: mode ?? "live",
      externalId: id ?? null,
      event,
      data: sentData(value),
      timestamp: occurredAt,
      dueAt,
    };
  };
