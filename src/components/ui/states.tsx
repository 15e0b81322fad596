import { CircleAlert, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { TINTS, type Tone } from "#components/ui/tints.ts";
import { UiText } from "#components/ui/ui-text.tsx";

/** Says what will appear here and how to get there. */
export const EmptyState = ({
  icon: Icon,
  title,
  children,
  action,
  isWholePage = false,
}: {
  icon: LucideIcon;
  title: string;
  children: ReactNode;
  action?: ReactNode;
  /** Renders the title as the page heading. */
  isWholePage?: boolean;
}) => {
  const Title = isWholePage ? "h1" : "h2";
  return (
    <div className="flex flex-col items-center gap-5 px-6 py-14 text-center">
      <span className="flex size-12 items-center justify-center rounded-2xl bg-accent-tint text-accent">
        <Icon aria-hidden className="size-6" />
      </span>
      <div className="flex max-w-md flex-col gap-1.5">
        <Title className="text-base font-semibold tracking-tight">{title}</Title>
        <div className="text-soft">{children}</div>
      </div>
      {action}
    </div>
  );
};

export const ErrorState = ({ message, onRetry }: { message: string; onRetry?: () => void }) => {
  return (
    <div role="alert" className="flex flex-col items-center gap-4 px-6 py-12 text-center">
      <span className="flex size-12 items-center justify-center rounded-2xl bg-bad-tint text-bad">
        <CircleAlert aria-hidden className="size-6" />
      </span>
      <div className="flex max-w-md flex-col gap-1">
        <h2 className="text-base font-semibold">
          <UiText name="error.title" />
        </h2>
        <p className="text-soft">{message}</p>
      </div>
      {onRetry && (
        <Button onClick={onRetry}>
          <UiText name="error.retry" />
        </Button>
      )}
    </div>
  );
};

export const LoadingRows = ({ rows = 4 }: { rows?: number }) => (
  <div role="status" className="flex flex-col divide-y divide-line">
    <span className="sr-only">
      <UiText name="loading" />
    </span>
    {Array.from({ length: rows }, (_, row) => row).map((row) => (
      <div key={row} className="flex animate-pulse items-center gap-4 px-4 py-4 sm:px-5">
        <div className="h-4 w-24 rounded bg-calm-tint" />
        <div className="h-4 grow rounded bg-calm-tint" />
        <div className="h-4 w-16 rounded bg-calm-tint" />
      </div>
    ))}
  </div>
);

/** Sentence that needs attention, with room for a button. */
export const Notice = ({
  icon: Icon,
  tone,
  title,
  children,
  action,
}: {
  icon: LucideIcon;
  tone: Tone;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) => (
  <div ref={passFocusOn} className={`flex flex-wrap items-start gap-x-4 gap-y-3 rounded-xl p-4 ${TINTS[tone]}`}>
    <div className="flex min-w-[min(14rem,100%)] flex-1 gap-x-3 sm:gap-x-4">
      <Icon aria-hidden className="mt-0.5 size-4.5 shrink-0" />
      <div className="flex min-w-0 flex-1 flex-col gap-0.5">
        <p className="font-medium wrap-anywhere">{title}</p>
        {children && <div className="text-[0.8125rem] text-soft">{children}</div>}
      </div>
    </div>
    {action}
  </div>
);

/**
 * `ref` for an element whose button removes it: moves the focus to the page's content instead of the top of the window.
 */
const passFocusOn = (element: HTMLElement | null) => () => {
  if (element?.contains(document.activeElement)) document.getElementById("main")?.focus({ preventScroll: true });
};
