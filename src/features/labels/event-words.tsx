"use client";

import { createContext, type ReactNode, useContext } from "react";
import { useLocale, useTranslations } from "use-intl";
import { buildEventWords, type EventWords, type TypeTexts } from "#features/labels/build-event-words.ts";

const TypeTextsContext = createContext<TypeTexts>({});

/** Provides titles and descriptions of the catalogue in the page's language, by name. */
export const EventTypeTexts = ({ texts, children }: { texts: TypeTexts; children: ReactNode }) => (
  <TypeTextsContext value={texts}>{children}</TypeTextsContext>
);

export const useEventWords = (): EventWords =>
  buildEventWords(useTranslations("labels"), useLocale(), useContext(TypeTextsContext));
