"use client";

import { useEffect } from "react";

/**
 * Goes to the place that the address names, unless the reader has scrolled: the browser looks for it before a part that comes later is
 * there.
 */
export const GoToPlace = () => {
  useEffect(() => {
    if (scrollY === 0) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, []);
  return null;
};
