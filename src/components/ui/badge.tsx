import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { TINTS, type Tone } from "#components/ui/tints.ts";

/** Shows a state by icon and word; colour only repeats it. */
export const Badge = ({
  tone,
  icon: Icon,
  title,
  className,
  children,
}: {
  tone: Tone;
  icon?: LucideIcon;
  title?: string | undefined;
  className?: string;
  children: ReactNode;
}) => (
  <span
    title={title}
    className={classNames(
      "inline-flex h-6 shrink-0 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap",
      TINTS[tone],
      className,
    )}
  >
    {Icon && <Icon aria-hidden className="size-3.5" />}
    <span>{children}</span>
  </span>
);
