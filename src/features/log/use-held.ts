import { type FocusEvent, type PointerEvent, useEffect, useRef, useState, useSyncExternalStore } from "react";

/** Distance from the top at which a reader counts as being there. */
const TOP_PX = 8;
/** A pointer that rests this long points at nothing. */
const REST_MS = 2_500;

/** The window was scrolled down when it scrolled last. React asks in each commit, and asking the window then lays out the page. */
let isScrolledDown = false;

const subscribe = (onChange: () => void) => {
  const read = () => {
    isScrolledDown = scrollY > TOP_PX;
    onChange();
  };
  read();
  addEventListener("scroll", read, { passive: true });
  return () => removeEventListener("scroll", read);
};

/** Tells whether the window is scrolled down. Compared as a boolean, so that scrolling renders nothing in between. */
const useIsScrolled = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => isScrolledDown,
    () => false,
  );

/**
 * Tells whether a reader looks at certain rows: scrolled down, a mouse that moves over them, or the focus on them. Put `props` on the
 * element around them.
 */
export const useHeld = () => {
  const isScrolled = useIsScrolled();
  const [isPointed, setPointed] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const place = useRef<Element>(null);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const leave = () => {
    clearTimeout(rest.current);
    setPointed(false);
  };
  // React tells no blur of a row that is removed with the focus on it.
  useEffect(() => {
    if (hasFocus && !place.current?.contains(document.activeElement)) setFocus(false);
  });
  return {
    isHeld: isScrolled || isPointed || hasFocus,
    props: {
      onPointerMove: ({ pointerType }: PointerEvent) => {
        if (pointerType !== "mouse") return;
        clearTimeout(rest.current);
        rest.current = setTimeout(leave, REST_MS);
        setPointed(true);
      },
      onPointerLeave: leave,
      onFocus: ({ currentTarget }: FocusEvent) => {
        place.current = currentTarget;
        setFocus(true);
      },
      onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
        if (!currentTarget.contains(relatedTarget)) setFocus(false);
      },
    },
  };
};
