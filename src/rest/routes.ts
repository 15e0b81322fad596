import { auditRoutes } from "#rest/audit-routes.ts";
import { deliveryRoutes } from "#rest/delivery-routes.ts";
import { describeApiRoute, listEventTypesRoute } from "#rest/description-routes.ts";
import { eventRoutes } from "#rest/event-routes.ts";
import { recoveryRoutes } from "#rest/recovery-routes.ts";
import type { Route } from "#rest/route.ts";
import { getStatsRoute } from "#rest/stats-routes.ts";
import { webhookRoutes } from "#rest/webhook-routes.ts";

const described: readonly Route[] = [
  ...webhookRoutes,
  ...recoveryRoutes,
  ...deliveryRoutes,
  getStatsRoute,
  ...eventRoutes,
  ...auditRoutes,
  listEventTypesRoute,
];

/** Routes of the REST API; server, description and tests use this list. */
export const routes: readonly Route[] = [...described, describeApiRoute(described)];
