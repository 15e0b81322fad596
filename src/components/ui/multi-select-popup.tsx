"use client";

import { Select as Base } from "@base-ui/react/select";
import { Check } from "lucide-react";
import { ButtonContent, buttonProps, type MultiSelectProps } from "#components/ui/multi-select-parts.tsx";

/** Choice with its list open at first. `multi-select.tsx` loads this file with the first use. */
export const MultiSelectPopup = (props: MultiSelectProps) => (
  <Base.Root
    multiple
    defaultOpen
    items={props.items}
    value={[...props.values]}
    onValueChange={props.onChange}
    modal={false}
  >
    <Base.Trigger {...buttonProps(props)}>
      <ButtonContent {...props} />
    </Base.Trigger>
    <Base.Portal>
      <Base.Positioner className="z-50 outline-none" sideOffset={6} alignItemWithTrigger={false}>
        <Base.Popup className="max-h-[min(24rem,var(--available-height))] max-w-[min(24rem,var(--available-width))] min-w-48 overflow-y-auto rounded-xl border border-line bg-surface p-1 text-sm shadow-popup outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
          <Base.List>
            {props.items.map((item) => (
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
