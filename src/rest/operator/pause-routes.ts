import { z } from "zod";
import { listPauses } from "#domain/operator/list-pauses.ts";
import { listStuck } from "#domain/operator/list-stuck.ts";
import { listPausesInput, pauseInput, pauseScope, pauseView } from "#domain/operator/pause.schema.ts";
import { pauseSending } from "#domain/operator/pause-sending.ts";
import { resumeSending } from "#domain/operator/resume-sending.ts";
import { listStuckInput, stuckView } from "#domain/operator/stuck.schema.ts";
import { pageOf } from "#domain/pagination.schema.ts";
import { defineOperatorRoute, type OperatorRoute } from "#rest/operator/operator-route.ts";

const tag = "Pauses";

const params = z.object({ scope: pauseScope.describe("What to pause: all, tenant:ID, host:NAME or webhook:ID") });

const pauseSendingRoute = defineOperatorRoute({
  method: "PUT",
  path: "/v1/operator/pauses/{scope}",
  operationId: "pauseSending",
  tag,
  summary:
    "Stops sending: scope all, tenant:ID, host:NAME or webhook:ID. Events are still taken. After the answer no attempt begins; those in flight end.",
  conflict: "There are 1,000 pauses.",
  scope: "pauses:write",
  input: { params, body: pauseInput.optional() },
  status: 200,
  answer: pauseView,
  handle: ({ deps, actor }, { params: { scope }, body = {} }) => pauseSending(deps, actor, { scope, ...body }),
});

const resumeSendingRoute = defineOperatorRoute({
  method: "DELETE",
  path: "/v1/operator/pauses/{scope}",
  operationId: "resumeSending",
  tag,
  summary: "Ends a pause. What waits goes out at a limited rate.",
  scope: "pauses:write",
  input: { params },
  status: 204,
  answer: null,
  handle: ({ deps, actor }, { params: { scope } }) => resumeSending(deps, actor, { scope }),
});

const listPausesRoute = defineOperatorRoute({
  method: "GET",
  path: "/v1/operator/pauses",
  operationId: "listPauses",
  tag,
  summary: "Pauses of sending, newest first. Suspended tenants stand in the list of tenants.",
  scope: "pauses:read",
  input: { query: listPausesInput },
  status: 200,
  answer: pageOf(pauseView),
  handle: ({ deps }, { query }) => listPauses(deps, query),
});

const listStuckRoute = defineOperatorRoute({
  method: "GET",
  path: "/v1/operator/stuck",
  operationId: "listStuck",
  tag,
  summary:
    "Work of all tenants that is due for longer than minAgeSeconds, with the reason: events by tenant, then deliveries by webhook, in the order of their ids.",
  scope: "webhooks:read",
  input: { query: listStuckInput },
  status: 200,
  answer: pageOf(stuckView),
  handle: ({ deps }, { query }) => listStuck(deps, query),
});

export const pauseRoutes: readonly OperatorRoute[] = [
  pauseSendingRoute,
  resumeSendingRoute,
  listPausesRoute,
  listStuckRoute,
];
