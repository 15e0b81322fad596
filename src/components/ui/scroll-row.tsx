"use client";

import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";

/**
 * Centres the link of the current page without scrolling the page, and again where the row gets another width. Marks a row that hides
 * links: browsers keep the fade of a row that fits again.
 */
const keepCurrentInView = (row: HTMLElement | null) => {
  if (!row) return;
  const center = () => {
    row.toggleAttribute("data-scrolls", row.scrollWidth > row.clientWidth);
    const link = row.querySelector<HTMLElement>("[aria-current=page]");
    if (link) row.scrollLeft = link.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
  };
  const resizes = new ResizeObserver(center);
  const changes = new MutationObserver(center);
  // The links grow when the page's font arrives.
  for (const box of [row, ...row.children]) resizes.observe(box);
  changes.observe(row, { subtree: true, attributeFilter: ["aria-current"] });
  return () => {
    resizes.disconnect();
    changes.disconnect();
  };
};

/** Links in a row that scrolls sideways on phones. An end that hides more links fades out. */
export const ScrollRow = ({
  label,
  className,
  children,
}: {
  label: string;
  className: string;
  children: ReactNode;
}) => (
  <nav
    ref={keepCurrentInView}
    aria-label={label}
    className={classNames("scroll-row relative flex overflow-x-auto", className)}
  >
    {children}
  </nav>
);
