import { eraseRoute, listAuditRoute } from "#rest/audit-routes.ts";
import { getDeliveryRoute, listDeliveriesRoute, resendDeliveryRoute } from "#rest/delivery-routes.ts";
import { describeApiRoute, listEventTypesRoute } from "#rest/description-routes.ts";
import { cancelEventRoute, getEventRoute, listEventsRoute, sendEventsRoute } from "#rest/event-routes.ts";
import {
  cancelRecoveryRoute,
  cancelWaitingRoute,
  getRecoveryRoute,
  recoverWebhookRoute,
} from "#rest/recovery-routes.ts";
import type { Route } from "#rest/route.ts";
import {
  createWebhookRoute,
  deleteWebhookRoute,
  getWebhookRoute,
  listWebhookDeliveriesRoute,
  listWebhooksRoute,
  rotateSecretRoute,
  testWebhookRoute,
  updateWebhookRoute,
} from "#rest/webhook-routes.ts";

const resourceRoutes: readonly Route[] = [
  createWebhookRoute,
  listWebhooksRoute,
  getWebhookRoute,
  updateWebhookRoute,
  deleteWebhookRoute,
  testWebhookRoute,
  rotateSecretRoute,
  listWebhookDeliveriesRoute,
  recoverWebhookRoute,
  getRecoveryRoute,
  cancelRecoveryRoute,
  cancelWaitingRoute,
  listDeliveriesRoute,
  getDeliveryRoute,
  resendDeliveryRoute,
  sendEventsRoute,
  listEventsRoute,
  getEventRoute,
  cancelEventRoute,
  listAuditRoute,
  eraseRoute,
  listEventTypesRoute,
];

export const openApiRoute = describeApiRoute(resourceRoutes);

/** Every route there is: what is served, described and tested. */
export const routes: readonly Route[] = [...resourceRoutes, openApiRoute];
