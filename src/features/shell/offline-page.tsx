"use client";

import { useEffect } from "react";

/** Registers the worker that shows a page of ours where the network is missing. Plain http addresses have no workers. */
export const OfflinePage = () => {
  useEffect(() => {
    // biome-ignore lint/style/noRestrictedGlobals: this effect asks first whether the browser has workers here.
    const { serviceWorker } = navigator as Partial<Navigator>;
    serviceWorker?.register("/offline-worker.js").catch(() => {});
  }, []);
  return null;
};
