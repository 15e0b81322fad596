import { cache } from "react";
import { pageLocale, pageZone, textsOf } from "#app/server-texts.ts";
import type { Texts } from "#features/texts/all-texts.ts";
import type { Facts } from "#features/texts/page-facts.tsx";

/** Facts of this request that the browser needs to render the same text as the server. `parts` are those of the dashboard by default. */
export const pageFacts = async (parts?: readonly (keyof Texts)[]): Promise<Facts> => {
  const locale = await pageLocale();
  return { locale, timeZone: await pageZone(), now: requestInstant(), messages: chosenTexts(textsOf(locale), parts) };
};

const requestInstant = cache(() => Date.now());

const chosenTexts = (texts: Texts, parts: readonly (keyof Texts)[] | undefined): Partial<Texts> =>
  parts ? Object.fromEntries(parts.map((part) => [part, texts[part]])) : withoutServerTexts(texts);

/** Leaves out the texts of pages that only the server renders. */
const withoutServerTexts = ({ booking, documents, ...texts }: Texts): Partial<Texts> => texts;
