"use client";

import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { markScrolling } from "#components/ui/mark-scrolling.ts";

/** Centres the link of the current page without scrolling the page, and again where the row gets another width. */
const keepCurrentInView = (row: HTMLElement | null) => {
  if (!row) return;
  const center = () => {
    const link = row.querySelector<HTMLElement>("[aria-current=page]");
    if (link) row.scrollLeft = link.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
  };
  const endMarks = markScrolling(row, center);
  const changes = new MutationObserver(center);
  changes.observe(row, { subtree: true, attributeFilter: ["aria-current"] });
  return () => {
    endMarks?.();
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
