import {
  listWebhooksAcrossTenants,
  listWebhooksAcrossTenantsInput,
  webhookOfTenantView,
} from "#domain/operator/list-webhooks-across-tenants.ts";
import { pageOf } from "#domain/pagination.schema.ts";
import { defineOperatorRoute, type OperatorRoute } from "#rest/operator/operator-route.ts";

const listWebhooksAcrossTenantsRoute = defineOperatorRoute({
  method: "GET",
  path: "/v1/operator/webhooks",
  operationId: "listWebhooksAcrossTenants",
  tag: "Webhooks across tenants",
  summary:
    "Live webhooks of all tenants, newest first, with their last failure: ?health=failing,paused finds those in trouble.",
  scope: "webhooks:read",
  input: { query: listWebhooksAcrossTenantsInput },
  status: 200,
  answer: pageOf(webhookOfTenantView),
  handle: ({ deps, actor }, { query }) => listWebhooksAcrossTenants(deps, actor, query),
});

export const webhooksAcrossTenantsRoutes: readonly OperatorRoute[] = [listWebhooksAcrossTenantsRoute];
