"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchStreamLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import { createQueryClient } from "#trpc/query-client.ts";
import type { AppRouter } from "#trpc/routers/_app.ts";

const URL = "/api/trpc";
/** Server limit; larger batches are rejected. */
const BATCH_SIZE_MAX = 10;
const URL_LENGTH_MAX = 4_000;

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

const createClient = () =>
  createTRPCClient<AppRouter>({
    links: [httpBatchStreamLink({ url: URL, maxItems: BATCH_SIZE_MAX, maxURLLength: URL_LENGTH_MAX })],
  });

/** Returns to this page after the sign-in. */
export const goToSignIn = () => {
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
};

export const TrpcProvider = ({ children }: { children: ReactNode }) => {
  const [queryClient] = useState(() => createQueryClient(goToSignIn));
  const [trpcClient] = useState(createClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
};
