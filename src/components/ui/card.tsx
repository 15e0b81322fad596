import type { ReactNode } from "react";
import { classNames } from "#components/ui/class-names.ts";

export const Card = ({
  title,
  description,
  action,
  flush = false,
  children,
}: {
  title?: ReactNode;
  description?: ReactNode;
  action?: ReactNode;
  /** Removes the padding, for lists whose rows reach the border. */
  flush?: boolean;
  children: ReactNode;
}) => (
  <section className="min-w-0 overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
    {(title || action) && (
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 pt-4 pb-3 sm:px-5">
        <div className="flex min-w-0 flex-col">
          {title && <h2 className="text-[0.9375rem] font-semibold tracking-tight">{title}</h2>}
          {description && <p className="text-[0.8125rem] text-faint">{description}</p>}
        </div>
        {action}
      </header>
    )}
    <div className={classNames(!flush && "px-4 pb-4 sm:px-5 sm:pb-5", !flush && !title && !action && "pt-5")}>
      {children}
    </div>
  </section>
);
