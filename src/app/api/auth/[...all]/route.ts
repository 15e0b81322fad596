import { streamPlaces } from "#app/stream-places.ts";
import { authHandler } from "#server/auth/auth-handler.ts";

/** Closes live streams of ended sessions at once. */
const handle = async (request: Request): Promise<Response> => {
  const answer = await authHandler()(request);
  if (answer.ok) void streamPlaces().endStale();
  return answer;
};

export { handle as GET, handle as POST };
