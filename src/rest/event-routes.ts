import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import type { Deps } from "#domain/context.ts";
import { DomainError } from "#domain/errors.ts";
import { acceptEvents } from "#domain/events/accept-events.ts";
import {
  acceptedEventsView,
  eventDetailView,
  listEventsInput,
  REQUEST_BYTES_MAX,
  type SendEventInput,
  sendEventsInput,
} from "#domain/events/event.schema.ts";
import { getEvent } from "#domain/events/get-event.ts";
import { listEvents } from "#domain/events/list-events.ts";
import { eventPage } from "#rest/components.ts";
import { defineRoute } from "#rest/route.ts";

const idParams = z.object({ id: objectId });
const tag = "Events";

export const sendEventsRoute = defineRoute({
  method: "POST",
  path: "/v1/events",
  operationId: "sendEvents",
  tag,
  summary: "Takes one event or a list of them; 202 means stored. The tenant is the API key's.",
  scope: "events:write",
  limit: "events",
  input: { body: sendEventsInput },
  bodyBytesMax: REQUEST_BYTES_MAX,
  status: 202,
  answer: acceptedEventsView,
  handle: async ({ deps, actor }, { body }) => ({
    events: Array.isArray(body)
      ? await accept(deps, actor.tenantId, body)
      : await acceptOne(deps, actor.tenantId, body),
  }),
});

export const listEventsRoute = defineRoute({
  method: "GET",
  path: "/v1/tenant-admin/events",
  operationId: "listEvents",
  tag,
  summary: "Events, newest first, with the deliveries they led to and why a webhook did not get one.",
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
  summary: "One event with its payload.",
  scope: "events:read",
  input: { params: idParams },
  status: 200,
  answer: eventDetailView,
  handle: ({ deps, actor }, { params }) => getEvent(deps, actor, params),
});

const accept = (deps: Deps, tenantId: string, events: readonly SendEventInput[]) =>
  acceptEvents(
    deps,
    events.map((posted) => ({
      tenantId,
      externalId: posted.id ?? null,
      event: posted.event,
      data: posted.data,
      timestamp: posted.timestamp === undefined ? null : new Date(posted.timestamp),
      posted,
    })),
  );

/** An event that was not sent in a list has no place in one: `data.startTime`, not `0.data.startTime`. */
const acceptOne = (deps: Deps, tenantId: string, event: SendEventInput) =>
  accept(deps, tenantId, [event]).catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error;
    const errors = error.errors.map(({ path, message }) => ({ path: path.replace(/^0\./, ""), message }));
    throw new DomainError(error.code, error.message, errors);
  });
