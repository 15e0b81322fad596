import { useMemo, useSyncExternalStore } from "react";
import { type LogFilters, logAddress, readLogFilters } from "#features/deliveries/log-filters.ts";
import { usePersonMark } from "#trpc/client.tsx";

const keyOf = (person: string) => `bellhop:last-log:${person}`;

/** Stores this tab's last log filter, for the person's way back. */
export const rememberLog = (person: string, filters: LogFilters) => {
  try {
    sessionStorage.setItem(keyOf(person), new URL(logAddress(filters), location.href).search);
  } catch {
    // Storage may be blocked: the way back then leads to all deliveries.
  }
};

const lastQuery = (person: string): string => {
  try {
    return sessionStorage.getItem(keyOf(person)) ?? "";
  } catch {
    return "";
  }
};

const neverChanges = () => () => {};

/** Returns the filters of the person's last log in this tab; on the server, none. */
export const useLastLogFilters = (): LogFilters => {
  const person = usePersonMark();
  const query = useSyncExternalStore(
    neverChanges,
    () => lastQuery(person),
    () => "",
  );
  return useMemo(() => readLogFilters(new URLSearchParams(query)), [query]);
};

/** Returns the last log URL of this tab; on the server, all deliveries. */
export const useLastLog = (): string => logAddress(useLastLogFilters());
