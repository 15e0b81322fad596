"use client";

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
  const Mark = indeterminate ? Minus : Check;
  return (
    <label
      className={`flex items-start gap-3 rounded-lg px-2.5 py-2 ${disabled ? "cursor-default" : "hover:bg-hover"}`}
    >
      <span className="relative mt-0.5 flex size-4.5 shrink-0">
        <input
          ref={(box) => {
            if (box) box.indeterminate = indeterminate;
          }}
          type="checkbox"
          name={name}
          checked={checked}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked)}
          aria-labelledby={labelId}
          aria-describedby={hint ? hintId : undefined}
          className="size-4.5 appearance-none rounded-[0.3rem] border border-field bg-surface checked:border-accent checked:bg-accent indeterminate:border-accent indeterminate:bg-accent disabled:opacity-50 forced-colors:appearance-auto"
        />
        {(checked || indeterminate) && (
          <Mark
            aria-hidden
            className="pointer-events-none absolute inset-0.5 size-3.5 text-on-accent"
            strokeWidth={3}
          />
        )}
      </span>
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
