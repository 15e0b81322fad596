"use client";

import { ArrowUp, SearchX, Send } from "lucide-react";
import type { ComponentProps, HTMLAttributes } from "react";
import { useTranslations } from "use-intl";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { type Column, DataTable, type Density, type Selection } from "#components/ui/data-table.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { EmptyState, ErrorState, LoadingRows } from "#components/ui/states.tsx";
import type { LogRow } from "#domain/deliveries/log-row.schema.ts";
import { isFiltered, LOG_PAGE_SIZE, type LogFilters } from "#features/deliveries/log-filters.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import type { useLiveRows } from "#features/log/use-live-rows.ts";
import { errorText } from "#features/request-error.ts";

type Props = {
  live: ReturnType<typeof useLiveRows<LogRow>>;
  head: { isPending: boolean; isError: boolean; error: Parameters<typeof errorText>[0] | null; refetch: () => unknown };
  /** Handlers that notice a pointer or the focus on the rows. */
  held: HTMLAttributes<HTMLDivElement>;
  filters: LogFilters;
  columns: readonly Column<LogRow>[];
  density: Density;
  openId: string | null;
  onOpen: (id: string) => void;
  selection: Selection | undefined;
  onShowTests: () => void;
  onClear: () => void;
};

const idOf = ({ id }: LogRow) => id;
const hrefOf = ({ id }: LogRow) => `/deliveries/${id}`;

/** Rows of the log with its states: loading, failed, empty, nothing found, new rows that wait, older rows. */
export const LogRows = ({ live, head, held, filters, onShowTests, onClear, ...table }: Props) => {
  const t = useTranslations("log");
  const words = useEventWords();
  const isLoading = !live.isCurrent && head.isPending;
  if (head.isError && !live.isCurrent)
    return (
      <Frame>
        <ErrorState message={head.error ? errorText(head.error) : ""} onRetry={() => void head.refetch()} />
      </Frame>
    );
  if (isLoading && live.shown.length === 0)
    return (
      <Frame>
        <LoadingRows rows={10} />
      </Frame>
    );
  return (
    <>
      <NewRows live={live} />
      <div
        {...held}
        aria-busy={isLoading || undefined}
        className={isLoading ? "opacity-60 transition-opacity" : undefined}
      >
        <Frame>
          {live.shown.length === 0 ? (
            <Nothing filters={filters} onShowTests={onShowTests} onClear={onClear} />
          ) : (
            <DataTable
              label={t("list")}
              rows={live.shown}
              idOf={idOf}
              hrefOf={hrefOf}
              nameOf={({ event, resourceId, id }) => `${words.label(event)}, ${resourceId ?? id}`}
              isStale={({ id }) => live.stale.has(id)}
              isBusy={isLoading}
              {...table}
            />
          )}
        </Frame>
      </div>
      {isLoading && (
        <p role="status" className="sr-only">
          {t("live.updating")}
        </p>
      )}
      <Older live={live} />
    </>
  );
};

/** Clips instead of hiding: a hidden overflow would stop the table's head from sticking to the window. */
const Frame = ({ children }: ComponentProps<"section">) => (
  <section className="min-w-0 overflow-clip rounded-2xl border border-line bg-surface shadow-card">{children}</section>
);

const NewRows = ({ live: { waiting, isCutOff, release } }: Pick<Props, "live">) => {
  const t = useTranslations("log.live");
  if (waiting.length === 0) return null;
  const show = () => {
    release();
    scrollTo({ top: 0 });
  };
  return (
    <div className="pointer-events-none sticky top-16 z-20 -mb-9 flex h-9 translate-y-10 justify-center lg:top-2">
      <Button
        size="small"
        variant="primary"
        icon={ArrowUp}
        onClick={show}
        className="pointer-events-auto rounded-full!"
      >
        {isCutOff ? t("freshMany", { count: LOG_PAGE_SIZE }) : t("fresh", { count: waiting.length })}
      </Button>
    </div>
  );
};

const Older = ({ live: { shown, hasOlder, older, showOlder } }: Pick<Props, "live">) => {
  const t = useTranslations("log.live");
  if (shown.length === 0) return null;
  if (!hasOlder) return <p className="pt-4 text-center text-[0.8125rem] text-faint">{t("end")}</p>;
  return (
    <div className="flex flex-col items-center gap-2 pt-4">
      {older instanceof Error && <FieldError message={t("olderFailed", { reason: older.message })} />}
      <Button pending={older === "loading"} onClick={showOlder}>
        {t(older === "loading" ? "loading" : "older")}
      </Button>
    </div>
  );
};

const Nothing = ({ filters, onShowTests, onClear }: Pick<Props, "filters" | "onShowTests" | "onClear">) => {
  const t = useTranslations("log.empty");
  if (isFiltered(filters))
    return (
      <EmptyState
        icon={SearchX}
        title={t("noMatch.title")}
        action={
          <div className="flex flex-wrap justify-center gap-2">
            <Button onClick={onClear}>{t("noMatch.action")}</Button>
            {filters.tests === "hidden" && <Button onClick={onShowTests}>{t("noMatch.showTests")}</Button>}
          </div>
        }
      >
        {t("noMatch.text")}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={Send}
      title={t("none.title")}
      action={
        <div className="flex flex-wrap justify-center gap-2">
          <ButtonLink href="/webhooks" variant="primary">
            {t("none.action")}
          </ButtonLink>
          <Button onClick={onShowTests}>{t("noMatch.showTests")}</Button>
        </div>
      }
    >
      {t("none.text")}
    </EmptyState>
  );
};
