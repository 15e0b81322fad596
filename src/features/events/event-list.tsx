"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Activity, BookOpen, FlaskConical, SearchX } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { EventRowView } from "#domain/events/event.schema.ts";
import { useIsAdmin } from "#features/auth/role.tsx";
import { useMode } from "#features/current-mode.ts";
import { useEventColumns } from "#features/events/event-columns.tsx";
import { EventFilterBar } from "#features/events/event-filter-bar.tsx";
import {
  type EventFilters,
  eventsAddress,
  eventsInput,
  NO_EVENT_FILTERS,
  readEventFilters,
} from "#features/events/event-filters.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { FirstRows, ListFrame, type ListHead, NewRows, OlderRows } from "#features/log/list-parts.tsx";
import { useHeld } from "#features/log/use-held.ts";
import { useLiveRows } from "#features/log/use-live-rows.ts";
import { LiveBadge } from "#features/shell/live.tsx";
import { useTRPC } from "#trpc/client.tsx";

const idOf = ({ id }: EventRowView) => id;
const hrefOf = ({ id }: EventRowView) => `/events/${id}`;

const change = (filters: EventFilters) => window.history.replaceState(null, "", eventsAddress(filters));

export const EventList = () => {
  const t = useTranslations("events.list");
  const trpc = useTRPC();
  const query = useSearchParams();
  const mode = useMode();
  const filters = useMemo(() => readEventFilters(query), [query]);
  const input = eventsInput(filters, mode);
  const head = useQuery(trpc.events.log.queryOptions(input));
  return (
    <div data-full-width>
      <PageHeader
        title={t("title")}
        description={t("description")}
        badge={<LiveBadge />}
        actions={
          <ButtonLink href="/events/types" icon={BookOpen}>
            {t("types")}
          </ButtonLink>
        }
      />
      <EventFilterBar filters={filters} onChange={change} />
      <EventRows filters={filters} input={input} head={head} columns={useEventColumns()} />
    </div>
  );
};

type RowsProps = {
  filters: EventFilters;
  input: ReturnType<typeof eventsInput>;
  head: ListHead<EventRowView>;
  columns: readonly Column<EventRowView>[];
};

/** Rows of the list. Queries stand in the component around it (`use-live-rows.ts` says why). */
const EventRows = ({ filters, input, head, columns }: RowsProps) => {
  const t = useTranslations("events.list");
  const words = useEventWords();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const held = useHeld();
  const live = useLiveRows({
    head: head.data,
    listKey: JSON.stringify(input),
    isHeld: held.isHeld,
    readOlder: (cursor) =>
      queryClient.fetchQuery({ ...trpc.events.log.queryOptions({ ...input, cursor }), staleTime: 0 }),
  });
  const { isLoading } = live;
  return (
    <FirstRows live={live} head={head}>
      <NewRows
        live={live}
        label={
          live.isCutOff ? t("freshMany", { count: live.waiting.length }) : t("fresh", { count: live.waiting.length })
        }
      />
      <div {...held.props} className={isLoading ? "grayscale" : undefined}>
        <ListFrame>
          {live.shown.length === 0 ? (
            <Nothing
              hasOlder={live.hasOlder}
              filters={filters}
              onShowTests={() => change({ ...filters, withTests: true })}
              onClear={() => change(NO_EVENT_FILTERS)}
            />
          ) : (
            <DataTable
              label={t("label")}
              columns={columns}
              rows={live.shown}
              idOf={idOf}
              hrefOf={hrefOf}
              nameOf={({ event, id }) => `${words.label(event)}, ${id}`}
              isStale={({ id }) => live.stale.has(id)}
              isBusy={isLoading}
            />
          )}
        </ListFrame>
      </div>
      <OlderRows live={live} label={t("older")} end={t("end")} />
    </FirstRows>
  );
};

const Nothing = ({
  hasOlder,
  filters,
  onShowTests,
  onClear,
}: {
  hasOlder: boolean;
  filters: EventFilters;
  onShowTests: () => void;
  onClear: () => void;
}) => {
  const t = useTranslations("events.list.empty");
  const mode = useMode();
  const isAdmin = useIsAdmin();
  if (eventsAddress(filters) !== "/events")
    return (
      <EmptyState
        icon={SearchX}
        title={t(hasOlder ? "noMatch.titleSoFar" : "noMatch.title")}
        action={
          <div className="flex flex-wrap justify-center gap-2">
            <Button onClick={onClear}>{t("noMatch.action")}</Button>
            {!filters.withTests && <Button onClick={onShowTests}>{t("noMatch.showTests")}</Button>}
          </div>
        }
      >
        {t(hasOlder ? "noMatch.textSoFar" : "noMatch.text")}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={Activity}
      title={t(`${mode}.title`)}
      action={
        mode === "live" ? (
          <ButtonLink href="/docs/sending" icon={BookOpen}>
            {t("sending")}
          </ButtonLink>
        ) : (
          isAdmin && (
            <ButtonLink href="/playground" icon={FlaskConical}>
              {t("playground")}
            </ButtonLink>
          )
        )
      }
    >
      {t(`${mode}.text`)}
    </EmptyState>
  );
};
