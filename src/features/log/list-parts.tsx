"use client";

import { ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import type { Head } from "#features/log/use-live-rows.ts";
import { errorText } from "#features/request-error.ts";
import { KeptTimesLink } from "#features/storage/kept-times-link.tsx";

/** Clips instead of hiding: a hidden overflow would stop the table's head from sticking to the window. */
export const ListFrame = ({ children }: { children: ReactNode }) => (
  <section className="min-w-0 overflow-clip rounded-2xl border border-line bg-surface shadow-card">{children}</section>
);

/** State of the read of a list's first page. */
export type ListHead<Row> = {
  data: Head<Row> | undefined;
  isError: boolean;
  error: Parameters<typeof errorText>[0] | null;
  refetch: () => unknown;
};

type FirstRowsProps = {
  live: { shown: readonly object[]; isCurrent: boolean; isLoading: boolean };
  head: ListHead<object>;
  children: ReactNode;
};

/** Shows an error or a skeleton until a list has its first rows. */
export const FirstRows = ({ live: { shown, isCurrent, isLoading }, head, children }: FirstRowsProps) => {
  if (head.isError && head.data === undefined && !isCurrent)
    return (
      <ListFrame>
        <ErrorState message={head.error ? errorText(head.error) : ""} onRetry={() => void head.refetch()} />
      </ListFrame>
    );
  if (isLoading && shown.length === 0)
    return (
      <ListFrame>
        <LoadingRows rows={10} />
      </ListFrame>
    );
  return children;
};

/** Offers the new rows that wait while a reader looks at others. Takes no room, so that nothing moves when it appears. */
export const NewRows = ({
  live: { waiting, release },
  label,
}: {
  live: { waiting: readonly object[]; release: () => void };
  label: string;
}) => {
  if (waiting.length === 0) return null;
  const show = () => {
    release();
    scrollTo({ top: 0 });
  };
  return (
    <div className="pointer-events-none sticky top-28 z-20 -mb-8 flex h-8 translate-y-11 justify-center lg:top-4">
      <Button
        size="small"
        variant="primary"
        icon={ArrowUp}
        onClick={show}
        className="pointer-events-auto rounded-full!"
      >
        {label}
      </Button>
    </div>
  );
};

type Older = {
  shown: readonly object[];
  /** False while rows before the older ones are left out. */
  isWhole: boolean;
  hasOlder: boolean;
  older: "idle" | "loading" | Error;
  showOlder: () => void;
};

export const OlderRows = ({
  live: { shown, isWhole, hasOlder, older, showOlder },
  label,
  end,
}: {
  live: Older;
  label: string;
  end: string;
}) => {
  const t = useTranslations("log.live");
  if (!isWhole || (shown.length === 0 && !hasOlder)) return null;
  if (!hasOlder)
    return (
      <p className="flex flex-wrap justify-center gap-x-2 gap-y-1 pt-4 text-center text-[0.8125rem] text-faint">
        <span>{end}</span>
        <KeptTimesLink />
      </p>
    );
  return (
    <div className="flex flex-col items-center gap-2 pt-4">
      {older instanceof Error && <FieldError message={older.message} />}
      <Button pending={older === "loading"} onClick={showOlder}>
        {older === "loading" ? t("loading") : label}
      </Button>
    </div>
  );
};
