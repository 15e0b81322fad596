"use client";

import type { LucideIcon } from "lucide-react";
import type { KeyboardEvent } from "react";

type Item<Value extends string> = { value: Value; label: string; icon?: LucideIcon };

const STEPS: Record<string, 1 | -1> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Choice between two or three views of one thing, in one row. One tab stop; arrow keys choose. */
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
}) => {
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const place = (items.findIndex((item) => item.value === value) + step + items.length) % items.length;
    const next = items[place];
    if (!next) return;
    onChange(next.value);
    event.currentTarget.querySelectorAll<HTMLElement>("[role=radio]")[place]?.focus();
  };
  return (
    <div
      role="radiogroup"
      aria-label={label}
      onKeyDown={press}
      className="inline-flex w-fit gap-0.5 rounded-lg border border-line bg-sunken p-0.5"
    >
      {items.map(({ value: own, label: text, icon: Icon }) => (
        // biome-ignore lint/a11y/useSemanticElements: a native radio cannot hold an icon and its text.
        <button
          key={own}
          type="button"
          role="radio"
          aria-checked={own === value}
          aria-label={text}
          tabIndex={own === value ? 0 : -1}
          onClick={() => own !== value && onChange(own)}
          className="inline-flex h-8 cursor-pointer items-center gap-1.5 rounded-md px-3 text-[0.8125rem] font-medium whitespace-nowrap text-soft hover:text-ink aria-checked:bg-chosen aria-checked:text-ink aria-checked:shadow-card"
        >
          {Icon && <Icon aria-hidden className="size-3.5" />}
          <span>{text}</span>
        </button>
      ))}
    </div>
  );
};
