"use client";

import { ChevronDown, ChevronsUpDown } from "lucide-react";
import { useOnDemand } from "#components/ui/on-demand.ts";
import { type SelectProps, triggerClass } from "#components/ui/select-parts.ts";

const loadPopup = () => import("#components/ui/select-popup.tsx").then(({ SelectPopup }) => SelectPopup);

/** Choice of one value, with the keyboard behaviour of a native select. */
export const Select = <Value extends string>(props: SelectProps<Value>) => {
  const { part: Popup, trigger } = useOnDemand(loadPopup);
  if (Popup) return <Popup {...props} />;
  const { label, items, value, className, isCompact = false, disabled = false } = props;
  return (
    <button
      {...trigger}
      type="button"
      role="combobox"
      aria-haspopup="listbox"
      aria-expanded={false}
      aria-label={label}
      disabled={disabled}
      data-disabled={disabled ? "" : undefined}
      className={triggerClass(isCompact, className)}
    >
      <span className="truncate">
        <span>{items.find((item) => item.value === value)?.label ?? value}</span>
      </span>
      <span aria-hidden className="text-faint">
        {isCompact ? <ChevronDown className="size-3.5" /> : <ChevronsUpDown className="size-4" />}
      </span>
    </button>
  );
};
