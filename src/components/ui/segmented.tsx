"use client";

import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import type { LucideIcon } from "lucide-react";

type Item<Value extends string> = { value: Value; label: string; icon?: LucideIcon };

/** Choice between two or three views of one thing, in one row. */
export const Segmented = <Value extends string>({
  label,
  items,
  value,
  onChange,
}: {
  label: string;
  items: readonly Item<Value>[];
  value: Value;
  onChange: (value: Value) => void;
}) => (
  <RadioGroup
    aria-label={label}
    value={value}
    onValueChange={(next) => onChange(next as Value)}
    className="inline-flex w-fit gap-0.5 rounded-lg border border-line bg-sunken p-0.5"
  >
    {items.map(({ value: own, label: text, icon: Icon }) => (
      <Radio.Root
        key={own}
        value={own}
        aria-label={text}
        className="inline-flex h-8 cursor-pointer items-center gap-1.5 rounded-md px-3 text-[0.8125rem] font-medium whitespace-nowrap text-soft hover:text-ink data-checked:bg-surface data-checked:text-ink data-checked:shadow-card"
      >
        {Icon && <Icon aria-hidden className="size-3.5" />}
        <span>{text}</span>
      </Radio.Root>
    ))}
  </RadioGroup>
);
