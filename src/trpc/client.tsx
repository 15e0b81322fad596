"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchStreamLink, type TRPCLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { OTHER_PERSON_STATUS, PERSON_MARK_HEADER } from "#domain/sessions/person-mark.values.ts";
import { createQueryClient } from "#trpc/query-client.ts";
import { repeatMutations } from "#trpc/repeat-mutations.ts";
import type { AppRouter } from "#trpc/routers/_app.ts";

const URL = "/api/trpc";
/** Server limit; larger batches are rejected. */
const BATCH_SIZE_MAX = 10;
const URL_LENGTH_MAX = 4_000;

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

type Options = Pick<Parameters<typeof httpBatchStreamLink<AppRouter>>[0], "headers" | "fetch">;

const createClient = (links: TRPCLink<AppRouter>[] = [], options: Options = {}) =>
  createTRPCClient<AppRouter>({
    links: [
      ...links,
      repeatMutations(),
      httpBatchStreamLink({ url: URL, maxItems: BATCH_SIZE_MAX, maxURLLength: URL_LENGTH_MAX, ...options }),
    ],
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

/** Without locks another page may be replacing the session while this one asks. */
const REPLACED_MS = 1_500;

/** Asks whose session the browser has, perhaps a newer one than this page knew: mark of the person, or null. Rejects without an answer. */
export const askPerson = async (): Promise<string | null> => {
  await replacing;
  await locks()?.request(SESSION_LOCK, { mode: "shared" }, () => {});
  const { personMark } = createClient().account;
  const person = await personMark.query();
  if (person !== null || locks()) return person;
  await new Promise((resolve) => setTimeout(resolve, REPLACED_MS));
  return personMark.query();
};

const PersonContext = createContext("");

/** Mark of the person whose page this is. */
export const usePersonMark = (): string => use(PersonContext);

/** Follows a browser that is another person's by now, or signed out: the page of a download does not see its refusal. */
export const useFollowPerson = () => {
  const person = usePersonMark();
  const router = useRouter();
  return () => {
    const follow = (now: string | null) => {
      if (now === null) goToSignIn();
      else if (now !== person) router.refresh();
    };
    askPerson().then(follow, () => {});
  };
};

type Props = {
  /** Mark of the person. The provider must have it as its key, so that nothing of a person is left for another one. */
  person: string;
  /** Links see every call before it is sent, and its answer; those of the first render stay. */
  links?: TRPCLink<AppRouter>[];
  /** Queries with this path are read again by others when the page is shown. */
  isReadLive?: (path: unknown) => boolean;
  children: ReactNode;
};

export const TrpcProvider = ({ person, links, isReadLive, children }: Props) => {
  const router = useRouter();
  const [queryClient] = useState(() =>
    // Reads again with the session that replaced the one before, or shows the page of the person that the browser now has.
    createQueryClient(
      (readAgain) => {
        const follow = (now: string | null) =>
          now === null || !readAgain ? goToSignIn() : now === person ? readAgain() : router.refresh();
        askPerson().then(follow, () => {});
      },
      undefined,
      isReadLive,
    ),
  );
  const [trpcClient] = useState(() =>
    createClient(links, {
      headers: { [PERSON_MARK_HEADER]: person },
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        if (response.status === OTHER_PERSON_STATUS) router.refresh();
        return response;
      },
    }),
  );
  return (
    <PersonContext value={person}>
      <QueryClientProvider client={queryClient}>
        <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
          {children}
        </TRPCProvider>
      </QueryClientProvider>
    </PersonContext>
  );
};

/** Shows data of one person. Where the page around is another person's, it waits for the one that belongs to the data. */
export const OfPerson = ({ person, children }: { person: string; children: ReactNode }) => {
  const router = useRouter();
  const isShown = usePersonMark() === person;
  useEffect(() => {
    if (!isShown) router.refresh();
  }, [isShown, router]);
  return isShown && children;
};
