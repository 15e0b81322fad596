import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import { TRPCError } from "@trpc/server";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { notFound } from "next/navigation";
import { cache, type ReactNode } from "react";
import { requireSession } from "#app/require-session.ts";
import { personMark } from "#domain/sessions/person-mark.ts";
import { wiring } from "#server/deps.ts";
import { OfPerson } from "#trpc/client.tsx";
import { createQueryClient } from "#trpc/query-client.ts";
import { appRouter } from "#trpc/routers/_app.ts";

/** Zero retries: a person waits for the page, and the browser retries. */
const queryClientOfRequest = cache(() => createQueryClient(() => {}, 0));

/** Calls the browser's procedures in process, for the signed-in person of this request. */
export const serverApi = async () => {
  const session = await requireSession();
  const { deps, subscribeTenant } = wiring();
  const queryClient = queryClientOfRequest();
  const trpc = createTRPCOptionsProxy({ ctx: { deps, subscribeTenant, session }, router: appRouter, queryClient });
  return { session, queryClient, trpc };
};

const NOT_FOUND: readonly TRPCError["code"][] = ["NOT_FOUND", "BAD_REQUEST"];

/** Renders the not-found page for a missing object, another tenant's object, or a malformed id. */
export const orNotFound = async <Result,>(query: Promise<Result>): Promise<Result> => {
  try {
    return await query;
  } catch (error) {
    if (error instanceof TRPCError && NOT_FOUND.includes(error.code)) notFound();
    throw error;
  }
};

/** Passes fetched data to the client components inside. The layout may still be that of another person: Next renders only the page anew. */
export const Prefetched = async ({ children }: { children: ReactNode }) => (
  <OfPerson person={personMark(await requireSession())}>
    <HydrationBoundary state={dehydrate(queryClientOfRequest())}>{children}</HydrationBoundary>
  </OfPerson>
);
