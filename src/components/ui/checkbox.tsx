"use client";

import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import { type ReactNode, useId } from "react";

/** Checkbox with a label; the whole row is clickable. */
export const Checkbox = ({
  checked,
  indeterminate = false,
  disabled = false,
  onChange,
  label,
  hint,
  mark,
  name,
}: {
  checked: boolean;
  indeterminate?: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
  label: ReactNode;
  hint?: ReactNode;
  /** Technical name at the end of the row. */
  mark?: ReactNode;
  name?: string;
}) => {
  const labelId = useId();
  const hintId = useId();
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the Base UI checkbox inside.
    <label
      className={`flex items-start gap-3 rounded-lg px-2.5 py-2 ${disabled ? "cursor-default" : "hover:bg-hover"}`}
    >
      <Base.Root
        name={name}
        checked={checked}
        indeterminate={indeterminate}
        disabled={disabled}
        onCheckedChange={(next) => onChange(next)}
        aria-labelledby={labelId}
        aria-describedby={hint ? hintId : undefined}
        className="mt-0.5 flex size-4.5 shrink-0 items-center justify-center rounded-[0.3rem] border border-field bg-surface data-checked:border-accent data-checked:bg-accent data-disabled:opacity-50 data-indeterminate:border-accent data-indeterminate:bg-accent"
      >
        <Base.Indicator className="text-on-accent">
          {indeterminate ? (
            <Minus aria-hidden className="size-3.5" strokeWidth={3} />
          ) : (
            <Check aria-hidden className="size-3.5" strokeWidth={3} />
          )}
        </Base.Indicator>
      </Base.Root>
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
      {mark && <span className="mt-0.5 hidden font-mono text-xs text-faint sm:block">{mark}</span>}
    </label>
  );
};
