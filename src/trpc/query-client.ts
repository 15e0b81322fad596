import { defaultShouldDehydrateQuery, QueryCache, QueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";

const FRESH_MS = 20_000;
const RETRIES_MAX = 2;

/** Recognizes errors that a retry cannot fix. */
const isRefusal = (error: unknown): boolean =>
  error instanceof TRPCClientError && typeof error.data?.httpStatus === "number" && error.data.httpStatus < 500;

/** Reads of one query that failed, after which it is not read again for a newer session. */
const FAILURES_MAX = 20;

/**
 * @param onSignedOut called when a query finds that its session is over; `readAgain` repeats the query
 * @param retriesMax retries of a failed read, each after a longer wait
 */
export const createQueryClient = (
  onSignedOut: (readAgain: () => void) => void = () => {},
  retriesMax = RETRIES_MAX,
): QueryClient =>
  new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (!(error instanceof TRPCClientError) || error.data?.code !== "UNAUTHORIZED") return;
        onSignedOut(() => {
          if (query.state.errorUpdateCount < FAILURES_MAX) query.fetch().catch(() => {});
        });
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (failures, error) => failures < retriesMax && !isRefusal(error),
      },
      dehydrate: { shouldDehydrateQuery: defaultShouldDehydrateQuery },
    },
  });
