import { inviteHandler } from "#server/auth/invite-handler.ts";

export const POST = (request: Request): Promise<Response> => inviteHandler().accept(request);
