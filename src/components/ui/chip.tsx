import { X } from "lucide-react";

/** Removable value of a filter. The whole chip removes it, so that it is large enough for a thumb. */
export const Chip = ({
  name,
  value,
  removeLabel,
  onRemove,
}: {
  name: string;
  value: string;
  removeLabel: string;
  onRemove: () => void;
}) => (
  <button
    type="button"
    onClick={onRemove}
    aria-label={removeLabel}
    title={removeLabel}
    className="group inline-flex h-7 max-w-full min-w-0 items-center gap-1.5 rounded-full border border-line-strong bg-surface pr-2 pl-3 text-[0.8125rem] hover:bg-hover"
  >
    <span className="shrink-0 text-faint">{`${name}: `}</span>
    <span className="truncate font-medium">{value}</span>
    <X aria-hidden className="size-3.5 shrink-0 text-faint group-hover:text-ink" />
  </button>
);
