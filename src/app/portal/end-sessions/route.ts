import { portalDoor } from "#server/portal-door.ts";

/** The booking platform ends sessions that its hand-offs have opened: see docs/portal.md. */
export const POST = (request: Request): Promise<Response> => portalDoor().endSessions(request);
