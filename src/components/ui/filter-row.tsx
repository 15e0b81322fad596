import type { ReactNode } from "react";
import { markScrolling } from "#components/ui/mark-scrolling.ts";

const markRow = (row: HTMLElement | null) => markScrolling(row);

/** Buttons of filters: in a row that scrolls sideways on phones, in lines elsewhere. */
export const FilterRow = ({ label, children }: { label: string; children: ReactNode }) => (
  <fieldset
    ref={markRow}
    className="scroll-row -mx-4 flex gap-1.5 overflow-x-auto px-4 py-0.5 sm:mx-0 sm:flex-wrap sm:overflow-visible sm:p-0"
  >
    <legend className="sr-only">{label}</legend>
    {children}
  </fieldset>
);
