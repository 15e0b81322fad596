import { z } from "zod";
import { getEventType, listPlatformEventTypes } from "#domain/operator/get-event-type.ts";
import {
  eventTypeName,
  getEventTypeQuery,
  listEventTypesInput,
  operatorEventTypeView,
  putEventTypeInput,
  putEventTypeQuery,
} from "#domain/operator/operator-event-type.schema.ts";
import { putEventType } from "#domain/operator/put-event-type.ts";
import { removeEventType } from "#domain/operator/remove-event-type.ts";
import { pageOf } from "#domain/pagination.schema.ts";
import { defineOperatorRoute, type OperatorRoute } from "#rest/operator/operator-route.ts";
import { PARAM_CHARS_MAX } from "#rest/operator/tenant-params.ts";

const tag = "Event types";
const params = z.object({ name: eventTypeName.describe("Name of the event type, like room.booked") });
/** Reads any name: one that no type can have is not there. */
const anyName = z.object({ name: z.string().max(PARAM_CHARS_MAX).describe("Name of the event type") });

const putEventTypeRoute = defineOperatorRoute({
  method: "PUT",
  path: "/v1/operator/event-types/{name}",
  operationId: "putEventType",
  tag,
  summary:
    "Creates an event type of the platform, or makes a new version of it. It may be sent at once, and is offered wherever event types are chosen and described.",
  conflict:
    "The name is one of Bellhop's own, or the schema refuses the sample of an earlier version, or names another resourceIdField (send force=true to take the change).",
  scope: "event-types:write",
  input: { params, query: putEventTypeQuery, body: putEventTypeInput },
  status: 201,
  answer: operatorEventTypeView.extend({ created: z.literal(true) }),
  otherwise: {
    status: 200,
    answer: operatorEventTypeView.extend({ created: z.literal(false) }),
    description: "The type was there already; version says whether it changed.",
  },
  handle: async ({ deps, actor }, { params: { name }, query: { force }, body }) => {
    const { created, ...type } = await putEventType(deps, actor, { name, isForced: force === "true", ...body });
    return created ? { ...type, created } : { ...type, created };
  },
});

const listEventTypesRoute = defineOperatorRoute({
  method: "GET",
  path: "/v1/operator/event-types",
  operationId: "listPlatformEventTypes",
  tag,
  summary: "Event types of the platform, newest first. GET /v1/event-types lists Bellhop's own too.",
  scope: "event-types:read",
  input: { query: listEventTypesInput },
  status: 200,
  answer: pageOf(operatorEventTypeView),
  handle: ({ deps }, { query }) => listPlatformEventTypes(deps, query),
});

const getEventTypeRoute = defineOperatorRoute({
  method: "GET",
  path: "/v1/operator/event-types/{name}",
  operationId: "getEventType",
  tag,
  summary: "One event type of the platform, in its newest version or in an older one; the newest 100 are kept.",
  scope: "event-types:read",
  input: { params: anyName, query: getEventTypeQuery },
  status: 200,
  answer: operatorEventTypeView,
  handle: ({ deps }, { params, query }) => getEventType(deps, { ...params, ...query }),
});

const removeEventTypeRoute = defineOperatorRoute({
  method: "DELETE",
  path: "/v1/operator/event-types/{name}",
  operationId: "removeEventType",
  tag,
  summary:
    "Ends an event type: new events of it are refused, stored ones are still delivered. The name can be used again.",
  conflict: "Webhooks are subscribed to it, or to its family of which it is the last type.",
  scope: "event-types:write",
  input: { params: anyName },
  status: 204,
  answer: null,
  handle: ({ deps, actor }, { params }) => removeEventType(deps, actor, params),
});

export const eventTypeRoutes: readonly OperatorRoute[] = [
  putEventTypeRoute,
  listEventTypesRoute,
  getEventTypeRoute,
  removeEventTypeRoute,
];
