import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import {
  deliveryDetailView,
  deliveryView,
  getDeliveryInput,
  listDeliveriesInput,
} from "#domain/deliveries/delivery.schema.ts";
import { getDelivery } from "#domain/deliveries/get-delivery.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { resendDelivery } from "#domain/deliveries/resend-delivery.ts";
import { deliveryPage } from "#rest/components.ts";
import { defineRoute, type Route } from "#rest/route.ts";

const idParams = z.object({ id: objectId });
const tag = "Deliveries";

export const listDeliveriesRoute = defineRoute({
  method: "GET",
  path: "/v1/tenant-admin/deliveries",
  operationId: "listDeliveries",
  tag,
  summary: "The delivery log of all webhooks, newest first. q is exactly a delivery, event, external or resource id.",
  scope: "deliveries:read",
  input: { query: listDeliveriesInput },
  status: 200,
  answer: deliveryPage,
  handle: ({ deps, actor }, { query }) => listDeliveries(deps, actor, query),
});

export const getDeliveryRoute = defineRoute({
  method: "GET",
  path: "/v1/tenant-admin/deliveries/{id}",
  operationId: "getDelivery",
  tag,
  summary:
    "One delivery with its body and its newest 50 attempts, oldest first; attemptsBefore asks for earlier ones by number.",
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
  summary: "One attempt now. It replaces a waiting retry; after a final state it starts no retries.",
  conflict:
    "The webhook is off, an attempt is running, the delivery is a test, its payload is past retention, or it had 100 manual attempts.",
  scope: "deliveries:write",
  input: { params: idParams },
  status: 202,
  answer: deliveryView,
  handle: ({ deps, actor }, { params }) => resendDelivery(deps, actor, params),
});

export const deliveryRoutes: readonly Route[] = [listDeliveriesRoute, getDeliveryRoute, resendDeliveryRoute];
