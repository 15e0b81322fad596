import { serveUnknownPath } from "#rest/serve-route.ts";
import { deps } from "#server/deps.ts";

export const dynamic = "force-dynamic";

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = serveUnknownPath(deps);
