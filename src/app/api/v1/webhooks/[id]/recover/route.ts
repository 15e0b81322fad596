import { recoverWebhookRoute } from "#rest/recovery-routes.ts";
import { serveResource } from "#rest/serve-route.ts";
import { deps } from "#server/deps.ts";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = serveResource([recoverWebhookRoute], deps);
