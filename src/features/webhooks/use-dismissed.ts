import { useSyncExternalStore } from "react";

const PREFIX = "bellhop:dismissed:";

const listeners = new Set<() => void>();
/** For browsers that keep nothing. */
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
    // Then it is dismissed until the page is loaded anew.
  }
  for (const tell of listeners) tell();
};

/** Whether somebody has said in this browser that they do not want to see a notice again. The server cannot know: yes there. */
export const useDismissed = (key: string): [dismissed: boolean, dismiss: () => void] => {
  const dismissed = useSyncExternalStore(
    subscribe,
    () => isDismissed(key),
    () => true,
  );
  return [dismissed, () => dismiss(key)];
};
