"use client";

import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronDown, ChevronsUpDown } from "lucide-react";
import { type SelectProps, triggerClass } from "#components/ui/select-parts.ts";

/** Select with its list open at first. `select.tsx` loads this file with the first use. */
export const SelectPopup = <Value extends string>({
  label,
  items,
  value,
  onChange,
  className,
  isCompact = false,
  disabled = false,
}: SelectProps<Value>) => (
  <Base.Root
    defaultOpen
    items={items}
    value={value}
    onValueChange={(next) => next !== null && onChange(next)}
    disabled={disabled}
    modal={false}
  >
    <Base.Trigger aria-label={label} className={triggerClass(isCompact, className)}>
      <span className="truncate">
        <Base.Value />
      </span>
      <Base.Icon className="text-faint">
        {isCompact ? (
          <ChevronDown aria-hidden className="size-3.5" />
        ) : (
          <ChevronsUpDown aria-hidden className="size-4" />
        )}
      </Base.Icon>
    </Base.Trigger>
    <Base.Portal>
      <Base.Positioner className="z-50 outline-none" sideOffset={6} alignItemWithTrigger={false}>
        <Base.Popup className="max-h-[min(22rem,var(--available-height))] max-w-[min(26rem,var(--available-width))] min-w-[var(--anchor-width)] overflow-y-auto rounded-xl border border-line bg-surface p-1 text-sm shadow-popup outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
          <Base.List>
            {items.map((item) => (
              <Base.Item
                key={item.value}
                value={item.value}
                className="grid grid-cols-[1rem_1fr] items-start gap-2 rounded-lg px-2 py-1.5 outline-none select-none data-highlighted:bg-hover"
              >
                <Base.ItemIndicator className="col-start-1 mt-0.5 text-accent">
                  <Check aria-hidden className="size-4" />
                </Base.ItemIndicator>
                <span className="col-start-2 flex min-w-0 flex-col">
                  <Base.ItemText>{item.label}</Base.ItemText>
                  {item.hint && <span className="text-xs text-faint">{item.hint}</span>}
                </span>
              </Base.Item>
            ))}
          </Base.List>
        </Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
);
