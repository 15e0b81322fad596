"use client";

import { Check, Minus } from "lucide-react";
import { type ReactNode, useId } from "react";
import { BOX_LOOK } from "#components/ui/box-look.ts";
import { useEarlyChange } from "#components/ui/early-change.ts";

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
  const early = useEarlyChange<HTMLInputElement, boolean>(
    (box) => (box.checked === checked ? undefined : box.checked),
    onChange,
  );
  const Mark = indeterminate ? Minus : Check;
  return (
    <label
      className={`flex items-start gap-3 rounded-lg px-2.5 py-2 ${disabled ? "cursor-default" : "hover:bg-hover"}`}
    >
      <span className="relative mt-0.5 flex size-4.5 shrink-0">
        <input
          ref={(box) => {
            early.current = box;
            if (box) box.indeterminate = indeterminate;
          }}
          type="checkbox"
          name={name}
          // Browsers must not restore an earlier tick: some boxes act at once.
          autoComplete="off"
          checked={checked}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked)}
          aria-labelledby={labelId}
          aria-describedby={hint ? hintId : undefined}
          className={`size-4.5 ${BOX_LOOK}`}
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
