"use client";

import { Radio } from "@base-ui/react/radio";
import { RadioGroup as Base } from "@base-ui/react/radio-group";
import { type ReactNode, useId } from "react";

export type RadioItem<Value extends string> = { value: Value; label: ReactNode; hint?: ReactNode };

/** Choice of one option; arrow keys move, and each whole row is clickable. */
export const RadioGroup = <Value extends string>({
  label,
  items,
  value,
  onChange,
}: {
  label: string;
  items: readonly RadioItem<Value>[];
  value: Value;
  onChange: (value: Value) => void;
}) => (
  <Base aria-label={label} value={value} onValueChange={(next) => onChange(next as Value)} className="flex flex-col">
    {items.map((item) => (
      <Choice key={item.value} {...item} />
    ))}
  </Base>
);

const Choice = ({ value, label, hint }: RadioItem<string>) => {
  const labelId = useId();
  const hintId = useId();
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the Base UI radio inside.
    <label className="flex items-start gap-3 rounded-lg px-2.5 py-2 hover:bg-hover">
      <Radio.Root
        value={value}
        aria-labelledby={labelId}
        aria-describedby={hint ? hintId : undefined}
        className="mt-0.5 flex size-4.5 shrink-0 items-center justify-center rounded-full border border-field bg-surface data-checked:border-accent data-checked:bg-accent"
      >
        <Radio.Indicator className="size-2 rounded-full bg-on-accent" />
      </Radio.Root>
      <span className="flex min-w-0 grow flex-col">
        <span id={labelId} className="text-sm font-medium text-ink">
          {label}
        </span>
        {hint && (
          <span id={hintId} className="text-[0.8125rem] text-faint">
            {hint}
          </span>
        )}
      </span>
    </label>
  );
};
