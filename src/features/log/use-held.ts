import { type FocusEvent, type PointerEvent, useState, useSyncExternalStore } from "react";

/** Distance from the top at which a reader counts as being there. */
const TOP_PX = 8;

const subscribe = (onChange: () => void) => {
  addEventListener("scroll", onChange, { passive: true });
  return () => removeEventListener("scroll", onChange);
};

/** Tells whether the window is scrolled down. Compared as a boolean, so that scrolling renders nothing in between. */
const useIsScrolled = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => scrollY > TOP_PX,
    () => false,
  );

/**
 * Tells whether a reader looks at certain rows: scrolled down, or pointer or focus on the rows. Put `props` on the element around
 * them. A finger leaves no pointer behind.
 */
export const useHeld = () => {
  const isScrolled = useIsScrolled();
  const [isPointed, setPointed] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  return {
    isHeld: isScrolled || isPointed || hasFocus,
    props: {
      onPointerEnter: ({ pointerType }: PointerEvent) => pointerType === "mouse" && setPointed(true),
      onPointerLeave: () => setPointed(false),
      onFocus: () => setFocus(true),
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
        if (!currentTarget.contains(relatedTarget)) setFocus(false);
      },
    },
  };
};
