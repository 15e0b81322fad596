import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

/** Optional detail, closed at first. Works before scripts load. */
export const Disclosure = ({
  summary,
  open = false,
  children,
}: {
  summary: ReactNode;
  open?: boolean;
  children: ReactNode;
}) => (
  <details open={open} className="min-w-0">
    <summary className="inline-flex items-start gap-1.5 rounded-md py-1 pr-2 text-sm font-medium text-soft hover:text-ink">
      <ChevronRight
        aria-hidden
        className="mt-0.5 size-4 shrink-0 text-faint transition-transform [details[open]>summary>&]:rotate-90"
      />
      <span className="min-w-0">{summary}</span>
    </summary>
    <div className="min-w-0 pt-3">{children}</div>
  </details>
);
