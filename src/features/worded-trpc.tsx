"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { type WordReason, wordErrors } from "#features/word-errors.ts";
import { TrpcProvider } from "#trpc/client.tsx";

/** Provides the client whose errors read in the page's language. */
export const WordedTrpc = ({ children }: { children: ReactNode }) => {
  // The types of a translator name the arguments of one key; here any key comes with its own.
  const word = useTranslations("errors") as unknown as WordReason;
  return <TrpcProvider links={[wordErrors(word)]}>{children}</TrpcProvider>;
};
