import { ChevronDown } from "lucide-react";
import { classNames } from "#components/ui/class-names.ts";

export type MultiSelectItem = { value: string; label: string; hint?: string };

export type MultiSelectProps = {
  label: string;
  items: readonly MultiSelectItem[];
  values: readonly string[];
  onChange: (values: string[]) => void;
};

/** Attributes of the button, which tells how many values are chosen. */
export const buttonProps = ({ label, values }: MultiSelectProps) => ({
  "aria-label": values.length > 0 ? `${label} (${values.length})` : label,
  className: classNames(
    "inline-flex h-8 shrink-0 items-center gap-1.5 rounded-lg border bg-surface pr-2 pl-2.5 text-[0.8125rem] shadow-card hover:bg-hover",
    values.length > 0 ? "border-accent font-medium text-accent" : "border-field text-ink",
  ),
});

export const ButtonContent = ({ label, values }: MultiSelectProps) => (
  <>
    <span>{label}</span>
    {values.length > 0 && (
      <span className="rounded-full bg-accent-tint px-1.5 text-xs tabular-nums">{values.length}</span>
    )}
    <ChevronDown aria-hidden className="size-3.5 text-faint" />
  </>
);
