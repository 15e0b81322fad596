"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { isOwnLink } from "#features/shell/own-link.ts";

/** Longer waits have failed, or the page says itself that it loads. */
const PENDING_MS_MAX = 20_000;

/** Shows at once that a clicked link loads, and moves the focus to the heading of the new page. */
export const PageChange = () => {
  const pathname = usePathname();
  const place = `${pathname}?${useSearchParams()}`;
  const [clickedAt, setClickedAt] = useState<string | null>(null);
  const before = useRef(pathname);

  useEffect(() => {
    const onClick = (event: MouseEvent) => isOwnLink(event, window.location) && setClickedAt(place);
    document.addEventListener("click", onClick);
    return () => document.removeEventListener("click", onClick);
  }, [place]);

  // A row that opens and closes leads back to the place of its click.
  if (clickedAt !== null && clickedAt !== place) setClickedAt(null);
  const isPending = clickedAt === place;
  useEffect(() => {
    if (!isPending) return;
    const timer = setTimeout(() => setClickedAt(null), PENDING_MS_MAX);
    return () => clearTimeout(timer);
  }, [isPending]);

  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    return focusHeading();
  }, [pathname]);

  return isPending ? (
    <div aria-hidden className="pointer-events-none fixed inset-x-0 top-0 z-[70] h-0.5 overflow-hidden">
      <div className="page-loading h-full bg-accent" />
    </div>
  ) : null;
};

/** Waits for the heading where the page loads first; leaves a focus alone that the page or the person set meanwhile. */
const focusHeading = () => {
  const main = document.getElementById("main");
  const isFree = () => {
    const focused = document.activeElement;
    if (focused?.closest("[role=dialog][data-open], [role=alertdialog][data-open]")) return false;
    return !main?.contains(focused) || focused === main;
  };
  const take = () => {
    const heading = main?.querySelector("h1");
    if (!heading) return false;
    if (isFree()) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
    return true;
  };
  if (!main || take()) return;
  const watch = new MutationObserver(() => take() && watch.disconnect());
  watch.observe(main, { childList: true, subtree: true });
  return () => watch.disconnect();
};
