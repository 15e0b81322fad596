import { useCallback, useSyncExternalStore } from "react";

const known = new Map<string, MediaQueryList>();

/** One list for each query: React asks in each commit, and a new list would compute the styles of the page. */
const mediaOf = (query: string): MediaQueryList => {
  const media = known.get(query) ?? matchMedia(query);
  known.set(query, media);
  return media;
};

/** Tells whether the window matches a media query; `onServer` (default true) on the server. */
export const useMedia = (query: string, onServer = true): boolean =>
  useSyncExternalStore(
    useCallback(
      (onChange) => {
        const media = mediaOf(query);
        media.addEventListener("change", onChange);
        return () => media.removeEventListener("change", onChange);
      },
      [query],
    ),
    () => mediaOf(query).matches,
    () => onServer,
  );
