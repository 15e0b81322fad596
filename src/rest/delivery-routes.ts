import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import { cancelDelivery } from "#domain/deliveries/cancel-deliveries.ts";
import {
  deliveryDetailView,
  deliveryFilters,
  deliveryView,
  getDeliveryInput,
  listDeliveriesInput,
} from "#domain/deliveries/delivery.schema.ts";
import { EXPORT_TYPES, exportDeliveries, exportTypeOf } from "#domain/deliveries/export-deliveries.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { modeOfWebhook } from "#domain/subscriptions/get-webhook.ts";
import { deliveryPage } from "#rest/components.ts";
import { defineRoute, type Route } from "#rest/route.ts";

const idParams = z.object({ id: objectId.describe("ID of the delivery") });
const tag = "Deliveries";

export const listDeliveriesRoute = defineRoute({
  method: "GET",
  path: "/v1/tenant-admin/deliveries",
  operationId: "listDeliveries",
  tag,
  summary:
    "Lists the deliveries of all webhooks, newest first. The filters httpStatus and error look at the newest attempt.",
  scope: "deliveries:read",
  input: { query: listDeliveriesInput },
  status: 200,
  answer: deliveryPage,
  handle: ({ deps, actor }, { query }) => listDeliveries(deps, actor, query),
});

const exportSummary =
  "Exports the deliveries that match the filters, newest first, as CSV or as lines of JSON (Accept: application/x-ndjson). At most 100,000 rows.";

export const exportDeliveriesRoute = defineRoute({
  method: "GET",
  path: "/v1/tenant-admin/deliveries/export",
  operationId: "exportDeliveries",
  tag,
  summary: exportSummary,
  scope: "deliveries:read",
  limit: "exports",
  streams: EXPORT_TYPES,
  input: { query: deliveryFilters },
  status: 200,
  answer: null,
  handle: ({ deps, actor, mediaType }, { query }) => exportDeliveries(deps, actor, query, exportTypeOf(mediaType)),
});

export const exportWebhookDeliveriesRoute = defineRoute({
  method: "GET",
  path: "/v1/tenant-admin/webhooks/{id}/deliveries/export",
  operationId: "exportWebhookDeliveries",
  tag,
  summary: exportSummary,
  scope: "deliveries:read",
  limit: "exports",
  streams: EXPORT_TYPES,
  input: { params: idParams, query: deliveryFilters },
  status: 200,
  answer: null,
  handle: async ({ deps, actor, mediaType }, { params, query }) => {
    const mode = await modeOfWebhook(deps, actor, params);
    const webhookId = [params.id].filter((id) => query.webhookId?.includes(id) ?? true);
    return exportDeliveries(deps, actor, { mode, ...query, webhookId }, exportTypeOf(mediaType));
  },
});

export const getDeliveryRoute = defineRoute({
  method: "GET",
  path: "/v1/tenant-admin/deliveries/{id}",
  operationId: "getDelivery",
  tag,
  summary:
    "Returns one delivery with its body and its newest 50 attempts, oldest first. attemptsBefore reads earlier attempts.",
  scope: "deliveries:read",
  input: { params: idParams, query: getDeliveryInput },
  status: 200,
  answer: deliveryDetailView,
  handle: ({ deps, actor }, { params, query }) => getDelivery(deps, actor, { ...params, ...query }),
});

export const resendDeliveryRoute = defineRoute({
  method: "POST",
  path: "/v1/tenant-admin/deliveries/{id}/retry",
  operationId: "resendDelivery",
  tag,
  summary:
    "Makes one attempt now. It replaces a waiting retry. If the delivery has ended, a failure starts no retries.",
  conflict:
    "The webhook is off, an attempt is running, the delivery is a test, its payload is past retention or cannot be read, or it had 100 manual attempts.",
  scope: "deliveries:write",
  input: { params: idParams },
  status: 202,
  answer: deliveryView,
  handle: ({ deps, actor }, { params }) => resendDelivery(deps, actor, params),
});

export const cancelDeliveryRoute = defineRoute({
  method: "POST",
  path: "/v1/tenant-admin/deliveries/{id}/cancel",
  operationId: "cancelDelivery",
  tag,
  summary: "Cancels a waiting delivery. If a resend is waiting, only the resend is dropped and the status stays.",
  conflict: "Nothing waits: an attempt is running, the delivery has ended, or it is a test.",
  scope: "deliveries:write",
  input: { params: idParams },
  status: 200,
  answer: deliveryView,
  handle: ({ deps, actor }, { params }) => cancelDelivery(deps, actor, params),
});

export const deliveryRoutes: readonly Route[] = [
  listDeliveriesRoute,
  exportDeliveriesRoute,
  exportWebhookDeliveriesRoute,
  getDeliveryRoute,
  resendDeliveryRoute,
  cancelDeliveryRoute,
];
