import { portalHandler } from "#server/auth/portal-handler.ts";

/** Documented in docs/portal.md. */
export const POST = (request: Request): Promise<Response> => portalHandler().endSessions(request);
