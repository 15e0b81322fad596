"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, SearchX, Send } from "lucide-react";
import type { HTMLAttributes } from "react";
import { useTranslations } from "use-intl";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { type Column, DataTable, type Density, type Selection } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { LogRow } from "#domain/deliveries/log-row.schema.ts";
import { useIsAdmin } from "#features/auth/role.tsx";
import { useMode } from "#features/current-mode.ts";
import { isFiltered, LOG_PAGE_SIZE, type LogFilters } from "#features/deliveries/log-filters.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { allWebhooks } from "#features/list-inputs.ts";
import { FirstRows, ListFrame, type ListHead, NewRows, OlderRows } from "#features/log/list-parts.tsx";
import type { useLiveRows } from "#features/log/use-live-rows.ts";
import { useTRPC } from "#trpc/client.tsx";

type Props = {
  live: ReturnType<typeof useLiveRows<LogRow>>;
  head: ListHead<LogRow>;
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
  const { isLoading } = live;
  return (
    <FirstRows live={live} head={head}>
      <NewRows
        live={live}
        label={
          live.isCutOff
            ? t("live.freshMany", { count: LOG_PAGE_SIZE })
            : t("live.fresh", { count: live.waiting.length })
        }
      />
      <div {...held} aria-busy={isLoading || undefined} className={isLoading ? "grayscale" : undefined}>
        <ListFrame>
          {live.shown.length === 0 ? (
            <Nothing hasOlder={live.hasOlder} filters={filters} onShowTests={onShowTests} onClear={onClear} />
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
        </ListFrame>
      </div>
      {isLoading && (
        <p role="status" className="sr-only">
          {t("live.updating")}
        </p>
      )}
      <OlderRows live={live} label={t("live.older")} end={t("live.end")} />
    </FirstRows>
  );
};

const Nothing = ({
  hasOlder,
  filters,
  onShowTests,
  onClear,
}: Pick<Props, "filters" | "onShowTests" | "onClear"> & { hasOlder: boolean }) => {
  const t = useTranslations("log.empty");
  if (isFiltered(filters))
    return (
      <EmptyState
        icon={SearchX}
        title={t(hasOlder ? "noMatch.titleSoFar" : "noMatch.title")}
        action={
          <div className="flex flex-wrap justify-center gap-2">
            <Button onClick={onClear}>{t("noMatch.action")}</Button>
            {filters.tests === "hidden" && <Button onClick={onShowTests}>{t("noMatch.showTests")}</Button>}
          </div>
        }
      >
        {t(hasOlder ? "noMatch.textSoFar" : "noMatch.text")}
      </EmptyState>
    );
  return <NothingYet onShowTests={onShowTests} />;
};

const NothingYet = ({ onShowTests }: Pick<Props, "onShowTests">) => {
  const t = useTranslations("log.empty");
  const { data } = useQuery(useTRPC().webhooks.list.queryOptions(allWebhooks(useMode())));
  const isAdmin = useIsAdmin();
  const hasNoWebhook = data?.data.length === 0;
  return (
    <EmptyState
      icon={Send}
      title={t("none.title")}
      action={
        <div className="flex flex-wrap justify-center gap-2">
          {hasNoWebhook && isAdmin ? (
            <ButtonLink href="/webhooks/new" variant="primary" icon={Plus}>
              {t("none.add")}
            </ButtonLink>
          ) : (
            <ButtonLink href="/webhooks" variant="primary">
              {t("none.action")}
            </ButtonLink>
          )}
          <Button onClick={onShowTests}>{t("noMatch.showTests")}</Button>
        </div>
      }
    >
      {t(hasNoWebhook ? "none.noWebhook" : "none.text")}
    </EmptyState>
  );
};
