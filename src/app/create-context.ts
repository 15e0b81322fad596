import { requestOrigin } from "#domain/audit/request-origin.ts";
import { getSession } from "#server/auth/auth.ts";
import { wiring } from "#server/deps.ts";
import type { TrpcContext } from "#trpc/context.ts";
import { toTrpcError } from "#trpc/errors.ts";

/** What procedures work with: the process's wiring, and who sent these headers. */
export const createContext = async (headers: Headers): Promise<TrpcContext> => {
  const { deps, subscribeTenant } = wiring();
  const session = await getSession(headers).catch((error: unknown) => {
    // tRPC would call whatever is thrown here an error of ours, a database that is away too.
    throw toTrpcError(error);
  });
  return { deps, subscribeTenant, session, from: requestOrigin(headers) };
};
