import { useSyncExternalStore } from "react";
import { type LogFilters, logAddress, readLogFilters } from "#features/deliveries/log-filters.ts";

const KEY = "bellhop:last-log";

/** Keeps this tab's last filter of the log, for the way back. */
export const rememberLog = (filters: LogFilters) => {
  try {
    sessionStorage.setItem(KEY, new URL(logAddress(filters), location.href).search);
  } catch {
    // Without storage, the way back leads to all deliveries.
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

/** The address of the log as last seen in this tab; on the server, all deliveries. */
export const useLastLog = (): string => useSyncExternalStore(neverChanges, lastLog, () => logAddress({}));
