import { LOCALES, type Locale } from "#features/translate.ts";

/** Cookie of the chosen language; without it the browser's languages decide. */
export const LOCALE_COOKIE = "bellhop_locale";
/** Cookie of the browser's time zone, written after the first page. */
export const ZONE_COOKIE = "bellhop_zone";

const YEAR_SECONDS = 31_536_000;

export const isLocale = (value: unknown): value is Locale => LOCALES.some((locale) => locale === value);

/** Takes the first language of an `Accept-Language` header that the dashboard speaks: `de-AT,de;q=0.9,en;q=0.8` → `de`. */
export const preferredLocale = (accepted: string | null): Locale => {
  const wanted = (accepted ?? "")
    .slice(0, 500)
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const weight = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find((found) => found);
      return { language: tag.toLowerCase().split("-", 1)[0], weight: Number(weight ?? 1) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight);
  return wanted.map(({ language }) => language).find(isLocale) ?? "en";
};

/** Stores a choice for a year; `null` follows the browser's language again. The next page load uses it. */
export const rememberLocale = (locale: Locale | null) =>
  writeCookie(LOCALE_COOKIE, locale ?? "", locale === null ? 0 : YEAR_SECONDS);

export const rememberZone = (zone: string) => writeCookie(ZONE_COOKIE, encodeURIComponent(zone), YEAR_SECONDS);

const writeCookie = (name: string, value: string, seconds: number) => {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers we support.
  document.cookie = `${name}=${value}; path=/; max-age=${seconds}; samesite=lax`;
};
