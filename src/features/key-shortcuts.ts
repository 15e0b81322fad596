import { useSyncExternalStore } from "react";

const KEY = "bellhop:shortcuts";
const OFF = "off";

const listeners = new Set<() => void>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

const areOn = (): boolean => {
  try {
    return localStorage.getItem(KEY) !== OFF;
  } catch {
    return true;
  }
};

/**
 * Tells whether single keys act. A person can turn them off, because dictation software types such keys by mistake
 * (WCAG 2.1.4).
 */
export const useKeyShortcuts = (): [isOn: boolean, turn: (isOn: boolean) => void] => [
  useSyncExternalStore(subscribe, areOn, () => true),
  turn,
];

const turn = (isOn: boolean) => {
  try {
    if (isOn) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, OFF);
  } catch {
    // Storage may be blocked: the keys then stay on.
  }
  for (const tell of listeners) tell();
};
