import { useCallback, useSyncExternalStore } from "react";

/** Tells whether the window matches a media query; `onServer` (default true) on the server. */
export const useMedia = (query: string, onServer = true): boolean =>
  useSyncExternalStore(
    useCallback(
      (onChange) => {
        const media = matchMedia(query);
        media.addEventListener("change", onChange);
        return () => media.removeEventListener("change", onChange);
      },
      [query],
    ),
    () => matchMedia(query).matches,
    () => onServer,
  );
