import { portalHandler } from "#server/auth/portal-handler.ts";

/** Takes a signed-in person from the booking platform: see docs/portal.md. */
export const POST = (request: Request): Promise<Response> => portalHandler().openSession(request);
