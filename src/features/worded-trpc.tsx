"use client";

import type { ReactNode } from "react";
import { isReadLive } from "#features/shell/live-reads.ts";
import { useErrorWords } from "#features/use-error-words.ts";
import { wordErrors } from "#features/word-errors.ts";
import { TrpcProvider } from "#trpc/client.tsx";

/** Provides the client whose errors read in the page's language. */
export const WordedTrpc = ({ person, children }: { person: string; children: ReactNode }) => {
  const word = useErrorWords();
  return (
    <TrpcProvider person={person} links={[wordErrors(word)]} isReadLive={isReadLive}>
      {children}
    </TrpcProvider>
  );
};
