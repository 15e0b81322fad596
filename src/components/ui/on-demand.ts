import { type KeyboardEvent, useState } from "react";
import { flushSync } from "react-dom";

/**
 * Loads the code of a pop-up with its first use. Until then, the caller shows a plain button with `trigger`; `part` takes
 * its place and opens at once. `use` does the same without a press, unless `isFree` says no when the code is there: a
 * button that goes away between the two halves of a press takes the press with it.
 */
export const useOnDemand = <Part>(load: () => Promise<Part>) => {
  const [part, setPart] = useState<Part>();
  // Without a connection the button stays, and its next use tries again.
  // At once, so that no press can begin between the question and the change.
  const use = (isFree = () => true) => {
    load()
      .then((loaded) => isFree() && flushSync(() => setPart(() => loaded)))
      .catch(() => {});
  };
  const preload = () => {
    load().catch(() => {});
  };
  const trigger = {
    onPointerEnter: preload,
    onFocus: preload,
    onClick: () => use(),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      use();
    },
  };
  return { part, trigger, use };
};
