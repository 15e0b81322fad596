import { type KeyboardEvent, useState } from "react";

/**
 * Loads the code of a pop-up with its first use. Until then, the caller shows a plain button with `trigger`; `part` takes
 * its place and opens at once.
 */
export const useOnDemand = <Part>(load: () => Promise<Part>) => {
  const [part, setPart] = useState<Part>();
  // Without a connection the button stays, and its next use tries again.
  const use = () => {
    load()
      .then((loaded) => setPart(() => loaded))
      .catch(() => {});
  };
  const preload = () => {
    load().catch(() => {});
  };
  const trigger = {
    onPointerEnter: preload,
    onFocus: preload,
    onClick: use,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      use();
    },
  };
  return { part, trigger };
};
