import { portalHandler } from "#server/auth/portal-handler.ts";

/** The booking platform hands a signed-in person over: see docs/portal.md. */
export const POST = (request: Request): Promise<Response> => portalHandler().openSession(request);
