"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchStreamLink, type TRPCLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import { createQueryClient } from "#trpc/query-client.ts";
import type { AppRouter } from "#trpc/routers/_app.ts";

const URL = "/api/trpc";
/** Server limit; larger batches are rejected. */
const BATCH_SIZE_MAX = 10;
const URL_LENGTH_MAX = 4_000;

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

const createClient = (links: TRPCLink<AppRouter>[]) =>
  createTRPCClient<AppRouter>({
    links: [...links, httpBatchStreamLink({ url: URL, maxItems: BATCH_SIZE_MAX, maxURLLength: URL_LENGTH_MAX })],
  });

/** Returns to this page after the sign-in. */
export const goToSignIn = () => {
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
};

const SESSION_LOCK = "bellhop-session";

/** Browsers have locks on https and on this machine only. */
// biome-ignore lint/style/noRestrictedGlobals: each use allows for a browser without locks.
const locks = (): LockManager | undefined => navigator.locks;

let replacing: Promise<unknown> = Promise.resolve();

/** Runs a call that ends the session and begins another. Meanwhile no page of this browser takes itself for signed out. */
export const holdSession = <Result,>(call: () => Promise<Result>): Promise<Result> => {
  const run = Promise.resolve(locks()?.request(SESSION_LOCK, call) ?? call());
  replacing = run.catch(() => {});
  return run;
};

/** Tells whether the browser has a session, perhaps a newer one than this page knew. Rejects without an answer. */
export const isSignedIn = async (): Promise<boolean> => {
  await replacing;
  await locks()?.request(SESSION_LOCK, { mode: "shared" }, () => {});
  return createClient([]).account.isSignedIn.query();
};

/** Reads again with the session that replaced the one before, or goes to the sign-in. */
const followSession = (readAgain: () => void) => {
  isSignedIn().then(
    (isIn) => (isIn ? readAgain() : goToSignIn()),
    () => {},
  );
};

/** @param links see every call before it is sent, and its answer; those of the first render stay */
export const TrpcProvider = ({ links = [], children }: { links?: TRPCLink<AppRouter>[]; children: ReactNode }) => {
  const [queryClient] = useState(() => createQueryClient(followSession));
  const [trpcClient] = useState(() => createClient(links));
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
};
