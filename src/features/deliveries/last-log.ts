import { useSyncExternalStore } from "react";
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

const lastLog = (): string => {
  try {
    return logAddress(readLogFilters(new URLSearchParams(sessionStorage.getItem(KEY) ?? "")));
  } catch {
    return logAddress({});
  }
};

const neverChanges = () => () => {};

/** Returns the last log URL of this tab; on the server, all deliveries. */
export const useLastLog = (): string => useSyncExternalStore(neverChanges, lastLog, () => logAddress({}));
