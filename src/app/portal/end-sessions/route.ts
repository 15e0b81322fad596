import { portalHandler } from "#server/auth/portal-handler.ts";

/** The booking platform ends sessions that its hand-offs have opened: see docs/portal.md. */
export const POST = (request: Request): Promise<Response> => portalHandler().endSessions(request);
