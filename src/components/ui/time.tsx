"use client";

import { useSyncExternalStore } from "react";
import { dayTime, exactTime, exactTimeShort, relativeTime } from "#components/ui/time-text.ts";

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

/** Current time, updated every few seconds; null on the server, which knows neither the viewer's clock nor zone. */
export const useNow = (): number | null =>
  useSyncExternalStore<number | null>(
    subscribe,
    () => {
      if (now === 0) now = Date.now();
      return now;
    },
    () => null,
  );

/**
 * Relative time, exact time and zone on hover; `withExact` prints both, for phones and for comparing logs. `at` is ISO
 * 8601. Server and browser may differ in "now" and zone: the next render corrects the first.
 */
export const Time = ({ at, withExact = false, className }: { at: string; withExact?: boolean; className?: string }) => {
  const current = useNow();
  const zone = current === null ? "UTC" : undefined;
  const instant = Date.parse(at);
  const ago = relativeTime(instant, current ?? Date.now());
  return (
    <time dateTime={at} className={className} title={exactTime(instant, zone)} suppressHydrationWarning>
      {withExact ? `${exactTimeShort(instant, zone)} · ${ago}` : ago}
    </time>
  );
};

/** Planned day and time in the viewer's zone, exact time on hover. `at` is ISO 8601. */
export const DayTime = ({ at, className }: { at: string; className?: string }) => {
  const zone = useNow() === null ? "UTC" : undefined;
  const instant = Date.parse(at);
  return (
    <time dateTime={at} className={className} title={exactTime(instant, zone)}>
      {dayTime(instant, zone)}
    </time>
  );
};
