import { accessRoutes } from "#rest/operator/access-routes.ts";
import { eventTypeRoutes } from "#rest/operator/event-type-routes.ts";
import { keyRoutes } from "#rest/operator/key-routes.ts";
import { onBehalfRoutes } from "#rest/operator/on-behalf.ts";
import { describeOperatorApiRoute } from "#rest/operator/openapi-route.ts";
import type { OperatorRoute } from "#rest/operator/operator-route.ts";
import { pauseRoutes } from "#rest/operator/pause-routes.ts";
import { tenantRoutes } from "#rest/operator/tenant-routes.ts";
import { userRoutes } from "#rest/operator/user-routes.ts";
import { webhooksAcrossTenantsRoutes } from "#rest/operator/webhook-routes.ts";

const described: readonly OperatorRoute[] = [
  ...tenantRoutes,
  ...accessRoutes,
  ...userRoutes,
  ...onBehalfRoutes,
  ...webhooksAcrossTenantsRoutes,
  ...pauseRoutes,
  ...eventTypeRoutes,
  ...keyRoutes,
];

/** Routes of the operator's API; server, description and tests use this list. */
export const operatorRoutes: readonly OperatorRoute[] = [...described, describeOperatorApiRoute(described)];
