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

/** @param links see every call before it is sent, and its answer; those of the first render stay */
export const TrpcProvider = ({ links = [], children }: { links?: TRPCLink<AppRouter>[]; children: ReactNode }) => {
  const [queryClient] = useState(() => createQueryClient(goToSignIn));
  const [trpcClient] = useState(() => createClient(links));
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
};
