import { serveResource } from "#rest/serve-route.ts";
import { deleteWebhookRoute, getWebhookRoute, updateWebhookRoute } from "#rest/webhook-routes.ts";
import { deps } from "#server/deps.ts";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = serveResource(
  [deleteWebhookRoute, getWebhookRoute, updateWebhookRoute],
  deps,
);
