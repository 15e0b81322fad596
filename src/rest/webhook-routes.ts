import { z } from "zod";
import { objectId } from "#domain/bounded.schema.ts";
import { listDeliveriesInput, testWebhookInput, testWebhookResult } from "#domain/deliveries/delivery.schema.ts";
import { listDeliveries } from "#domain/deliveries/list-deliveries.ts";
import { createWebhook } from "#domain/subscriptions/create-webhook.ts";
import { deleteWebhook } from "#domain/subscriptions/delete-webhook.ts";
import { endPreviousSecret } from "#domain/subscriptions/end-previous-secret.ts";
import { getWebhook, modeOfWebhook } from "#domain/subscriptions/get-webhook.ts";
import { listWebhooks } from "#domain/subscriptions/list-webhooks.ts";
import { rotateSecret } from "#domain/subscriptions/rotate-secret.ts";
import { updateWebhook } from "#domain/subscriptions/update-webhook.ts";
import {
  createWebhookInput,
  listWebhooksInput,
  rotateSecretInput,
  updateWebhookInput,
  webhookView,
  webhookWithSecretView,
} from "#domain/subscriptions/webhook.schema.ts";
import { testWebhook } from "#engine/attempt/test-webhook.ts";
import { deliveryPage, webhookPage } from "#rest/components.ts";
import { defineRoute, type Route } from "#rest/route.ts";

const idParams = z.object({ id: objectId.describe("ID of the webhook") });
const tag = "Webhooks";

export const createWebhookRoute = defineRoute({
  method: "POST",
  path: "/v1/tenant-admin/webhooks",
  operationId: "createWebhook",
  tag,
  summary: "Creates a webhook. Only this response and the response of a rotation contain the signing secret.",
  conflict: "The tenant has this URL in this mode already, or as many webhooks as it may.",
  scope: "webhooks:write",
  answersWithoutData: true,
  input: { body: createWebhookInput },
  status: 201,
  answer: webhookWithSecretView,
  handle: ({ deps, actor }, { body }) => createWebhook(deps, actor, body),
});

export const listWebhooksRoute = defineRoute({
  method: "GET",
  path: "/v1/tenant-admin/webhooks",
  operationId: "listWebhooks",
  tag,
  summary: "Lists the webhooks of one mode, newest first.",
  scope: "webhooks:read",
  input: { query: listWebhooksInput },
  status: 200,
  answer: webhookPage,
  handle: ({ deps, actor }, { query }) => listWebhooks(deps, actor, query),
});

export const getWebhookRoute = defineRoute({
  method: "GET",
  path: "/v1/tenant-admin/webhooks/{id}",
  operationId: "getWebhook",
  tag,
  summary: "Returns one webhook, without its secret.",
  scope: "webhooks:read",
  input: { params: idParams },
  status: 200,
  answer: webhookView,
  handle: ({ deps, actor }, { params }) => getWebhook(deps, actor, params),
});

export const updateWebhookRoute = defineRoute({
  method: "PATCH",
  path: "/v1/tenant-admin/webhooks/{id}",
  operationId: "updateWebhook",
  tag,
  summary:
    "Changes the fields in the body. A header value equal to its mask keeps the stored value; null removes the header.",
  conflict: "Another webhook of the tenant has this URL, or the webhook can no longer go back to an older API version.",
  scope: "webhooks:write",
  input: { params: idParams, body: updateWebhookInput },
  status: 200,
  answer: webhookView,
  handle: ({ deps, actor }, { params: { id }, body }) => updateWebhook(deps, actor, { id, changes: body }),
});

export const deleteWebhookRoute = defineRoute({
  method: "DELETE",
  path: "/v1/tenant-admin/webhooks/{id}",
  operationId: "deleteWebhook",
  tag,
  summary: "Deletes a webhook and cancels its waiting deliveries. Past deliveries can still be read.",
  scope: "webhooks:write",
  input: { params: idParams },
  status: 204,
  answer: null,
  handle: ({ deps, actor }, { params }) => deleteWebhook(deps, actor, params),
});

export const testWebhookRoute = defineRoute({
  method: "POST",
  path: "/v1/tenant-admin/webhooks/{id}/test",
  operationId: "testWebhook",
  tag,
  summary:
    "Sends a sample, a past event or your own data to the URL now, and returns the endpoint's response, also a failure.",
  conflict: "The data of the past event is no longer stored or cannot be read, or the webhook was removed meanwhile.",
  scope: "webhooks:write",
  limit: "tests",
  isRememberedAfter: true,
  input: { params: idParams, body: testWebhookInput.prefault({}) },
  status: 200,
  answer: testWebhookResult,
  handle: ({ deps, actor }, { params: { id }, body }) => testWebhook(deps, actor, { id, ...body }),
});

export const rotateSecretRoute = defineRoute({
  method: "POST",
  path: "/v1/tenant-admin/webhooks/{id}/rotate-secret",
  operationId: "rotateSecret",
  tag,
  summary: "Creates a new signing secret. During the overlap, attempts are signed with the old secret too.",
  scope: "webhooks:write",
  answersWithoutData: true,
  input: { params: idParams, body: rotateSecretInput.prefault({}) },
  status: 200,
  answer: webhookWithSecretView,
  handle: ({ deps, actor }, { params: { id }, body }) => rotateSecret(deps, actor, { id, ...body }),
});

export const endPreviousSecretRoute = defineRoute({
  method: "DELETE",
  path: "/v1/tenant-admin/webhooks/{id}/previous-secret",
  operationId: "endPreviousSecret",
  tag,
  summary:
    "Ends the overlap of a rotation: from now on only the current secret signs. Without an overlap, nothing changes.",
  scope: "webhooks:write",
  input: { params: idParams },
  status: 204,
  answer: null,
  handle: ({ deps, actor }, { params }) => endPreviousSecret(deps, actor, params),
});

export const listWebhookDeliveriesRoute = defineRoute({
  method: "GET",
  path: "/v1/tenant-admin/webhooks/{id}/deliveries",
  operationId: "listWebhookDeliveries",
  tag,
  summary: "Lists the deliveries of one webhook, newest first. Works for deleted webhooks and test webhooks too.",
  scope: "deliveries:read",
  input: { params: idParams, query: listDeliveriesInput },
  status: 200,
  answer: deliveryPage,
  handle: async ({ deps, actor }, { params, query }) => {
    const mode = await modeOfWebhook(deps, actor, params);
    const webhookId = [params.id].filter((id) => query.webhookId?.includes(id) ?? true);
    return listDeliveries(deps, actor, { mode, ...query, webhookId });
  },
});

export const webhookRoutes: readonly Route[] = [
  createWebhookRoute,
  listWebhooksRoute,
  deleteWebhookRoute,
  getWebhookRoute,
  updateWebhookRoute,
  testWebhookRoute,
  rotateSecretRoute,
  endPreviousSecretRoute,
  listWebhookDeliveriesRoute,
];
