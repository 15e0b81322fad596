import { useSyncExternalStore } from "react";

const PREFIX = "bellhop:dismissed:";

const listeners = new Set<() => void>();
/** Fallback for browsers without storage. */
const dismissedHere = new Set<string>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const isDismissed = (key: string): boolean => {
  if (dismissedHere.has(key)) return true;
  try {
    return localStorage.getItem(PREFIX + key) !== null;
  } catch {
    return false;
  }
};

const dismiss = (key: string) => {
  dismissedHere.add(key);
  try {
    localStorage.setItem(PREFIX + key, "1");
  } catch {
    // Storage may be blocked: the notice then returns after a reload.
  }
  for (const tell of listeners) tell();
};

/** Remembers per browser that a notice was dismissed. The server renders each notice as dismissed. */
export const useDismissed = (key: string): [dismissed: boolean, dismiss: () => void] => {
  const dismissed = useSyncExternalStore(
    subscribe,
    () => isDismissed(key),
    () => true,
  );
  return [dismissed, () => dismiss(key)];
};
