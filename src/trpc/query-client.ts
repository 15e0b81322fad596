import { defaultShouldDehydrateQuery, QueryCache, QueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";

const FRESH_MS = 20_000;
const RETRIES_MAX = 2;

/** Recognizes errors that a retry cannot fix. */
const isRefusal = (error: unknown): boolean =>
  error instanceof TRPCClientError && typeof error.data?.httpStatus === "number" && error.data.httpStatus < 500;

/** Refusals in a row after which a query is read again; the next one leads to the sign-in. */
const REFUSALS_MAX = 3;

/**
 * @param onSignedOut called when a query finds that its session is over; `readAgain` repeats the query, and is missing after too many
 * @param retriesMax retries of a failed read, each after a longer wait
 * @param isReadLive queries with this path are read again without the client when the page is shown: a second read would be the same
 */
export const createQueryClient = (
  onSignedOut: (readAgain?: () => void) => void = () => {},
  retriesMax = RETRIES_MAX,
  isReadLive: (path: unknown) => boolean = () => false,
): QueryClient => {
  const refusals = new WeakMap<object, number>();
  return new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (!(error instanceof TRPCClientError) || error.data?.code !== "UNAUTHORIZED") return;
        const count = (refusals.get(query) ?? 0) + 1;
        refusals.set(query, count);
        onSignedOut(count > REFUSALS_MAX ? undefined : () => void query.fetch().catch(() => {}));
      },
      onSuccess: (_, query) => {
        refusals.delete(query);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        refetchOnWindowFocus: ({ queryKey: [path] }) => !isReadLive(path),
        retry: (failures, error) => failures < retriesMax && !isRefusal(error),
      },
      dehydrate: { shouldDehydrateQuery: defaultShouldDehydrateQuery },
    },
  });
};
