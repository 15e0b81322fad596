import { portalHandler } from "#server/auth/portal-handler.ts";

/** Ends sessions of the booking platform's hand-offs: see docs/portal.md. */
export const POST = (request: Request): Promise<Response> => portalHandler().endSessions(request);
