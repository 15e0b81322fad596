"use client";

import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronDown } from "lucide-react";
import { classNames } from "#components/ui/class-names.ts";

export type MultiSelectItem = { value: string; label: string; hint?: string };

/** Choice of several values behind one button, which shows how many are chosen. */
export const MultiSelect = ({
  label,
  items,
  values,
  onChange,
}: {
  label: string;
  items: readonly MultiSelectItem[];
  values: readonly string[];
  onChange: (values: string[]) => void;
}) => (
  <Base.Root multiple items={items} value={[...values]} onValueChange={onChange} modal={false}>
    <Base.Trigger
      aria-label={values.length > 0 ? `${label} (${values.length})` : label}
      className={classNames(
        "inline-flex h-8 shrink-0 items-center gap-1.5 rounded-lg border bg-surface pr-2 pl-2.5 text-[0.8125rem] shadow-card hover:bg-hover",
        values.length > 0 ? "border-accent font-medium text-accent" : "border-field text-ink",
      )}
    >
      <span>{label}</span>
      {values.length > 0 && (
        <span className="rounded-full bg-accent-tint px-1.5 text-xs tabular-nums">{values.length}</span>
      )}
      <ChevronDown aria-hidden className="size-3.5 text-faint" />
    </Base.Trigger>
    <Base.Portal>
      <Base.Positioner className="z-50 outline-none" sideOffset={6} alignItemWithTrigger={false}>
        <Base.Popup className="max-h-[min(24rem,var(--available-height))] max-w-[min(24rem,var(--available-width))] min-w-48 overflow-y-auto rounded-xl border border-line bg-surface p-1 text-sm shadow-popup outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
          <Base.List>
            {items.map((item) => (
              <Base.Item
                key={item.value}
                value={item.value}
                className="group grid grid-cols-[1rem_1fr] items-start gap-2.5 rounded-lg px-2 py-1.5 outline-none select-none data-highlighted:bg-hover"
              >
                <span
                  aria-hidden
                  className="mt-0.5 flex size-4 items-center justify-center rounded-[0.3rem] border border-field group-data-selected:border-accent group-data-selected:bg-accent"
                >
                  <Base.ItemIndicator className="text-on-accent">
                    <Check className="size-3" strokeWidth={3} />
                  </Base.ItemIndicator>
                </span>
                <span className="flex min-w-0 flex-col">
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
