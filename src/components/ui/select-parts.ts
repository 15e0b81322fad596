import { classNames } from "#components/ui/class-names.ts";

export type SelectItem<Value extends string> = { value: Value; label: string; hint?: string };

export type SelectProps<Value extends string> = {
  /** Label for screen readers; the caller shows a visible label. */
  label: string;
  items: readonly SelectItem<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  className?: string;
  /** Looks as the button of a `MultiSelect`, beside which it stands. */
  isCompact?: boolean;
  disabled?: boolean;
};

export const triggerClass = (isCompact: boolean, className?: string) =>
  classNames(
    "flex min-w-0 items-center justify-between rounded-lg border border-field bg-surface pr-2 text-ink shadow-card",
    isCompact ? "h-8 shrink-0 gap-1.5 pl-2.5 text-[0.8125rem]" : "h-9 gap-2 pl-3 text-sm",
    "hover:bg-hover data-disabled:opacity-55",
    className,
  );
