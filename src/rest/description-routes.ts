import { eventTypesView } from "#domain/event-types/event-type.schema.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { openApiDocumentView } from "#rest/components.ts";
import { keepDocument, openApiDocument } from "#rest/openapi.ts";
import { definePublicRoute, type Route } from "#rest/route.ts";

const tag = "Schemas";

export const listEventTypesRoute = definePublicRoute({
  method: "GET",
  path: "/v1/event-types",
  operationId: "listEventTypes",
  tag,
  summary: "Lists all event types, each with the JSON Schema of its data and a sample.",
  input: {},
  status: 200,
  answer: eventTypesView,
  handle: async ({ deps }) => ({ data: [...listEventTypes(await deps.platformTypes.read())] }),
});

export const describeApiRoute = (others: readonly Route[]): Route => {
  const documentWith = keepDocument((platform) => openApiDocument([...others, route], platform));
  const route: Route = definePublicRoute({
    method: "GET",
    path: "/v1/openapi.json",
    operationId: "describeApi",
    tag,
    summary: "Returns the description of this API as an OpenAPI 3.1 document.",
    input: {},
    status: 200,
    answer: openApiDocumentView,
    handle: async ({ deps }) => documentWith(await deps.platformTypes.read()),
  });
  return route;
};
