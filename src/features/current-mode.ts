"use client";

import { createContext, useContext, useEffect, useEffectEvent } from "react";
import type { Mode } from "#domain/mode.schema.ts";

type Current = { mode: Mode; choose: (mode: Mode) => void };

/** Mode whose objects the lists show. `features/shell/mode.tsx` provides it from a cookie. */
export const CurrentMode = createContext<Current>({ mode: "live", choose: () => {} });

export const useMode = (): Mode => useContext(CurrentMode).mode;

/** Switches to the mode of the object that a page shows, as after a link from elsewhere. */
export const useModeOf = (shown: { mode: Mode } | undefined): void => {
  const { mode, choose } = useContext(CurrentMode);
  const adopt = useEffectEvent((own: Mode) => {
    if (own !== mode) choose(own);
  });
  const own = shown?.mode;
  useEffect(() => {
    if (own) adopt(own);
  }, [own]);
};
