import { checkTenant } from "#domain/operator/check-tenant.ts";
import { actorOnBehalf } from "#domain/operator/operator-deps.ts";
import { exportWebhookDeliveriesRoute } from "#rest/delivery-routes.ts";
import type { OperatorRoute } from "#rest/operator/operator-route.ts";
import { tenantParams } from "#rest/operator/tenant-params.ts";
import { recoveryRoutes } from "#rest/recovery-routes.ts";
import type { Route } from "#rest/route.ts";
import { webhookRoutes } from "#rest/webhook-routes.ts";

const OWN = "/v1/tenant-admin/";
const ON_BEHALF = "/v1/operator/tenants/{tenantId}/";

/** Offers a route of tenants to the operator: the tenant's own use case, as the tenant's role of the database. */
const onBehalf = (route: Route): OperatorRoute => ({
  ...route,
  path: `/v1/${route.path.replace(OWN, ON_BEHALF).slice("/v1/".length)}`,
  operationId: `${route.operationId}OnBehalf`,
  tag: "Webhooks on behalf of a tenant",
  scope: route.method === "GET" ? "webhooks:read" : "webhooks:write",
  input: { ...route.input, params: tenantParams.extend(route.input.params?.shape ?? {}) },
  isOnBehalf: true,
  run: async ({ deps, actor }, input, mediaType) => {
    const { tenantId } = tenantParams.parse(input.params);
    await checkTenant(deps, { id: tenantId, isChange: route.method !== "GET" });
    return route.run(deps, actorOnBehalf(actor, tenantId), input, mediaType);
  },
});

export const onBehalfRoutes: readonly OperatorRoute[] = [
  ...webhookRoutes,
  ...recoveryRoutes,
  exportWebhookDeliveriesRoute,
].map(onBehalf);
