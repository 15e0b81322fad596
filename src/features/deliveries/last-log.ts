import { useSyncExternalStore } from "react";
import { type LogFilters, logAddress, readLogFilters } from "#features/deliveries/log-filters.ts";

const KEY = "bellhop:last-log";

/** Keeps how the log was filtered last in this tab, for the way back to it. */
export const rememberLog = (filters: LogFilters) => {
  try {
    sessionStorage.setItem(KEY, new URL(logAddress(filters), location.href).search);
  } catch {
    // Then the way back leads to all deliveries.
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

/** The address of the log as it was seen last in this tab; the server cannot know, and says all deliveries. */
export const useLastLog = (): string => useSyncExternalStore(neverChanges, lastLog, () => logAddress({}));
