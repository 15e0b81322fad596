import { cookies, headers } from "next/headers";
import { cache } from "react";
import { createTranslator, type Messages, type NamespaceKeys, type NestedKeyOf } from "use-intl/core";
import { isLocale, LOCALE_COOKIE, preferredLocale, ZONE_COOKIE } from "#features/locale.ts";
import { ALL_TEXTS, type Texts } from "#features/texts/all-texts.ts";
import { compiledTexts } from "#features/texts/compiled-texts.ts";
import type { Locale, Translate } from "#features/translate.ts";

/** Language that the person chose, or the first one of the browser that the dashboard speaks. */
export const pageLocale = cache(async (): Promise<Locale> => {
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value;
  return isLocale(chosen) ? chosen : preferredLocale((await headers()).get("accept-language"));
});

/** Translator for server components and page titles. */
export const serverTexts = async <Name extends NamespaceKeys<Messages, NestedKeyOf<Messages>>>(
  namespace: Name,
): Promise<Translate<Name>> => {
  const locale = await pageLocale();
  return createTranslator({ locale, messages: textsOf(locale), namespace, timeZone: await pageZone() });
};

export const pageZone = cache(async (): Promise<string> => {
  const told = (await cookies()).get(ZONE_COOKIE)?.value ?? "UTC";
  return isZone(told) ? told : "UTC";
});

const ZONE_LENGTH_MAX = 64;

const isZone = (name: string): boolean => {
  if (name.length > ZONE_LENGTH_MAX) return false;
  try {
    Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const byLocale = new Map<Locale, Texts>();

export const textsOf = (locale: Locale): Texts => {
  const texts = byLocale.get(locale) ?? compiledTexts(ALL_TEXTS[locale]);
  byLocale.set(locale, texts);
  return texts;
};
