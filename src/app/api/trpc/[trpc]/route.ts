import { createContext } from "#app/create-context.ts";
import { streamPlaces } from "#app/stream-places.ts";
import { isOwnOrigin } from "#server/auth/auth.ts";
import { deps } from "#server/deps.ts";
import { createTrpcHandler } from "#trpc/trpc-handler.ts";

// Made for each request, so that nothing is read while building.
const handler = () =>
  createTrpcHandler({ contextOf: createContext, isOwnOrigin, places: streamPlaces(), log: deps().log });

export const GET = (request: Request): Promise<Response> => handler().GET(request);
export const POST = (request: Request): Promise<Response> => handler().POST(request);
