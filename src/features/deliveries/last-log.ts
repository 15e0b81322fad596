import { useMemo, useSyncExternalStore } from "react";
import { type LogFilters, logAddress, readLogFilters } from "#features/deliveries/log-filters.ts";

const KEY = "bellhop:last-log";

/** Stores this tab's last log filter, for the way back. */
export const rememberLog = (filters: LogFilters) => {
  try {
    sessionStorage.setItem(KEY, new URL(logAddress(filters), location.href).search);
  } catch {
    // Storage may be blocked: the way back then leads to all deliveries.
  }
};

const lastQuery = (): string => {
  try {
    return sessionStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
};

const neverChanges = () => () => {};

/** Returns the filters of this tab's last log; on the server, none. */
export const useLastLogFilters = (): LogFilters => {
  const query = useSyncExternalStore(neverChanges, lastQuery, () => "");
  return useMemo(() => readLogFilters(new URLSearchParams(query)), [query]);
};

/** Returns the last log URL of this tab; on the server, all deliveries. */
export const useLastLog = (): string => logAddress(useLastLogFilters());
