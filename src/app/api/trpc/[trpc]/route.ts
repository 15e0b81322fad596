import { streamPlaces } from "#app/stream-places.ts";
import { requestOrigin } from "#domain/audit/request-origin.ts";
import { getSession, isOwnOrigin } from "#server/auth/auth.ts";
import { wiring } from "#server/deps.ts";
import type { TrpcContext } from "#trpc/context.ts";
import { toTrpcError } from "#trpc/errors.ts";
import { createTrpcHandler } from "#trpc/trpc-handler.ts";

// Created per request: a build has no settings.
const handler = () => createTrpcHandler({ contextOf, isOwnOrigin, places: streamPlaces(), log: wiring().deps.log });

export const GET = (request: Request): Promise<Response> => handler().GET(request);
export const POST = (request: Request): Promise<Response> => handler().POST(request);

const contextOf = async (headers: Headers): Promise<TrpcContext> => {
  const { deps, subscribeTenant } = wiring();
  const session = await getSession(headers).catch((error: unknown) => {
    // tRPC maps other errors to internal errors, even for an unavailable database.
    throw toTrpcError(error);
  });
  return { deps, subscribeTenant, session, from: requestOrigin(headers) };
};
