import { classNames } from "#components/ui/class-names.ts";

export type SelectItem<Value extends string> = { value: Value; label: string; hint?: string };

export type SelectProps<Value extends string> = {
  /** Label for screen readers; the caller shows a visible label. */
  label: string;
  items: readonly SelectItem<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  className?: string;
  disabled?: boolean;
};

export const triggerClass = (className?: string) =>
  classNames(
    "flex h-9 min-w-0 items-center justify-between gap-2 rounded-lg border border-field bg-surface pr-2 pl-3 text-sm text-ink shadow-card",
    "hover:bg-hover data-disabled:opacity-55",
    className,
  );
