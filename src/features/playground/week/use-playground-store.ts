import { useEffect, useState, useSyncExternalStore } from "react";
import { createPlaygroundStore, type PlaygroundStore } from "#features/playground/week/playground-store.ts";
import type { EmitSandboxEvent } from "#features/playground/week/use-emit-sandbox-event.ts";
import { usePersonMark } from "#trpc/client.tsx";

const nothing = () => () => {};

/** Opens the person's week of this tab. Null until the browser has read it. */
export const usePlaygroundStore = (emit: EmitSandboxEvent) => {
  const person = usePersonMark();
  const [store, setStore] = useState<PlaygroundStore | null>(null);
  useEffect(() => {
    const opened = createPlaygroundStore({
      emit,
      ...keptIn(`bellhop-playground-${person}`),
      now: () => new Date(),
      newId: (prefix) => `${prefix}_${randomPart()}`,
      timezone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
      delay: (act, ms) => {
        const timer = setTimeout(act, ms);
        return () => clearTimeout(timer);
      },
    });
    setStore(opened);
    return opened.close;
  }, [person, emit]);
  const state = useSyncExternalStore(
    store?.subscribe ?? nothing,
    () => store?.snapshot() ?? null,
    () => null,
  );
  return store && state ? { store, state } : null;
};

/** Storage that survives a reload and ends with the tab. Browsers may refuse storage: the week then ends with the page. */
const keptIn = (key: string) => ({
  read: () => {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  },
  write: (text: string) => {
    try {
      sessionStorage.setItem(key, text);
    } catch {
      // The page goes on without a copy.
    }
  },
});

/** Tells made-up resources apart, no more: browsers offer nothing stronger without https. */
const randomPart = (): string => Math.random().toString(36).slice(2, 12).toUpperCase();
