import { retryLink, type TRPCLink } from "@trpc/client";
import type { inferRouterInputs } from "@trpc/server";
import type { AppRouter } from "#trpc/routers/_app.ts";

type Inputs = inferRouterInputs<AppRouter>;
type Path = { [Router in keyof Inputs]: `${Router & string}.${keyof Inputs[Router] & string}` }[keyof Inputs];

/** Mutations whose repeat changes nothing and has the same answer. An answer of 503 may come after the commit. */
export const REPEATABLE: readonly Path[] = [
  "webhooks.update",
  "webhooks.endPreviousSecret",
  "recoveries.cancel",
  "apiKeys.revoke",
  "account.setEmail",
  "erase.preview",
];

const REPEATS_MAX = 2;
const FIRST_WAIT_MS = 500;
const UNAVAILABLE = 503;

/** Sends a click again that a busy server or database refused for a moment. Queries are repeated by the query client. */
export const repeatMutations = (firstWaitMs = FIRST_WAIT_MS): TRPCLink<AppRouter> =>
  retryLink({
    retry: ({ op: { type, path }, error, attempts }) =>
      type === "mutation" &&
      REPEATABLE.some((repeatable) => repeatable === path) &&
      error.data?.httpStatus === UNAVAILABLE &&
      attempts <= REPEATS_MAX,
    retryDelayMs: (attempts) => firstWaitMs * 2 ** (attempts - 1),
  });
