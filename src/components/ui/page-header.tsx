import { ChevronLeft } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { takeLostFocus } from "#components/ui/take-focus.ts";

export const PageHeader = ({
  title,
  description,
  back,
  badge,
  actions,
  inPlace = false,
}: {
  title: ReactNode;
  description?: ReactNode;
  back?: { href: string; label: string };
  badge?: ReactNode;
  actions?: ReactNode;
  /** Replaces the current history entry. */
  inPlace?: boolean;
}) => (
  <header className="flex flex-col gap-2 pb-6">
    {back && (
      <Link
        href={back.href}
        className="-ml-1 inline-flex w-fit items-center gap-1 rounded-md pr-1.5 text-[0.8125rem] text-faint hover:text-ink"
      >
        <ChevronLeft aria-hidden className="size-4" />
        <span>{back.label}</span>
      </Link>
    )}
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="flex min-w-0 flex-col gap-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1
            ref={inPlace ? takeLostFocus : undefined}
            tabIndex={inPlace ? -1 : undefined}
            className="line-clamp-2 min-w-0 text-xl font-semibold tracking-tight wrap-anywhere sm:text-2xl"
          >
            {title}
          </h1>
          {badge}
        </div>
        {description && <p className="max-w-2xl text-soft">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2 max-sm:w-full max-sm:*:grow">{actions}</div>}
    </div>
  </header>
);
