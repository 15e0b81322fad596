"use client";

import { createContext, useContext, useSyncExternalStore } from "react";
import { useLocale, useTimeZone, useTranslations } from "use-intl";
import { dotted, unbroken } from "#components/ui/dotted.ts";
import { dayTime, exactTime, exactTimeShort, isNow, relativeTime } from "#components/ui/time-text.ts";

const TICK_MS = 5_000;

const listeners = new Set<() => void>();
let now = 0;
let timer: ReturnType<typeof setInterval> | undefined;

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const tell of listeners) tell();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
    now = 0;
  };
};

const readClock = () => {
  if (now === 0) now = Date.now();
  return now;
};

/** Instant at which the server rendered the page, in milliseconds since 1970. */
export const PageInstant = createContext(0);

/**
 * Value made of the current time, which is looked at every few seconds; of the server's instant until the page is hydrated, so it may
 * decide structure. The component renders again only when the value changes: a list has a time in each row.
 */
export const useClock = <Value extends string | number | boolean>(read: (now: number) => Value): Value => {
  const rendered = useContext(PageInstant);
  return useSyncExternalStore(
    subscribe,
    () => read(readClock()),
    () => read(rendered),
  );
};

/** Current time in milliseconds since 1970. */
export const useNow = (): number => useClock((instant) => instant);

/**
 * Relative time, exact time and zone on hover; `withExact` prints both, for phones and for comparing logs. `at` is ISO
 * 8601. Node and browsers write some dates differently: React keeps the server's text until the text changes.
 */
export const Time = ({ at, withExact = false, className }: { at: string; withExact?: boolean; className?: string }) => {
  const { locale, zone } = usePlace();
  const t = useTranslations("ui.time");
  const instant = Date.parse(at);
  const ago = useClock((current) => (isNow(instant, current) ? t("justNow") : relativeTime(instant, current, locale)));
  return (
    <time dateTime={at} className={className} title={exactTime(instant, zone, locale)} suppressHydrationWarning>
      {withExact ? dotted([exactTimeShort(instant, zone, locale), ago].map(unbroken)) : ago}
    </time>
  );
};

/** Planned day and time in the viewer's zone, exact time on hover. `at` is ISO 8601. */
export const DayTime = ({ at, className }: { at: string; className?: string }) => {
  const { locale, zone } = usePlace();
  const instant = Date.parse(at);
  return (
    <time dateTime={at} className={className} title={exactTime(instant, zone, locale)} suppressHydrationWarning>
      {dayTime(instant, zone, locale)}
    </time>
  );
};

const usePlace = () => ({ locale: useLocale(), zone: useTimeZone() });
