import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";

type Go = () => void;

/** Asks on behalf of the page that would lose something. Null while nothing would be lost. */
let ask: ((go: Go) => void) | null = null;

/** Goes on at once, or after the person's answer where the page would lose something. For navigation by code; links need no call. */
export const leavePage = (go: Go): void => (ask ? ask(go) : go());

const warn = (event: BeforeUnloadEvent) => event.preventDefault();

/**
 * Holds links, the buttons Back and Forward, `leavePage`, a reload and a closed tab while `isActive`. `asked` is true until `stay` or
 * `leave`. Browsers without the Navigation API do not hold Back. No history entry is added.
 */
export const useHoldLeaving = (isActive: boolean) => {
  const router = useRouter();
  const [held, setHeld] = useState<{ go: Go } | null>(null);
  const isLeaving = useRef(false);

  useEffect(() => {
    if (!isActive) return;
    isLeaving.current = false;
    const hold = (go: Go) => setHeld({ go });
    const holdClick = (event: MouseEvent) => {
      const href = leavingTo(event);
      if (href === null) return;
      event.preventDefault();
      event.stopPropagation();
      hold(() => router.push(href));
    };
    // A history entry of another document causes `beforeunload` instead, and cannot be held here.
    const holdHistory = (event: NavigateEvent) => {
      if (event.navigationType !== "traverse" || !event.cancelable || event.hashChange) return;
      if (isLeaving.current) {
        isLeaving.current = false;
        return;
      }
      event.preventDefault();
      const steps = event.destination.index - (window.navigation.currentEntry?.index ?? 0);
      hold(() => {
        isLeaving.current = true;
        history.go(steps);
      });
    };
    // Links are caught before their own handlers.
    document.addEventListener("click", holdClick, { capture: true });
    window.navigation?.addEventListener("navigate", holdHistory);
    window.addEventListener("beforeunload", warn);
    ask = hold;
    return () => {
      document.removeEventListener("click", holdClick, { capture: true });
      window.navigation?.removeEventListener("navigate", holdHistory);
      window.removeEventListener("beforeunload", warn);
      if (ask === hold) ask = null;
      // What was asked of an earlier state is not asked of the next one.
      setHeld(null);
    };
  }, [isActive, router]);

  return {
    asked: isActive && held !== null,
    stay: () => setHeld(null),
    leave: () => {
      // The browser asks no second time.
      window.removeEventListener("beforeunload", warn);
      held?.go();
      setHeld(null);
    },
  };
};

/** Address within this site that a plain click on a link leads to; null for all other clicks. */
const leavingTo = (event: MouseEvent): string | null => {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.target === "_blank" || link.origin !== location.origin) return null;
  // A link within the page, such as "Skip to content", leaves nothing. One without a hash opens the page anew.
  if (link.hash && link.pathname + link.search === location.pathname + location.search) return null;
  return link.pathname + link.search + link.hash;
};
