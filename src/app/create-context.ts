import { getSession } from "#server/auth.ts";
import { wiring } from "#server/deps.ts";
import type { TrpcContext } from "#trpc/context.ts";

/** What procedures work with: the process's wiring, and who sent these headers. */
export const createContext = async (headers: Headers): Promise<TrpcContext> => {
  const { deps, subscribeTenant } = wiring();
  return { deps, subscribeTenant, session: await getSession(headers) };
};
