"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useEffect, useMemo, useState } from "react";
import { useTranslations } from "use-intl";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { useIsAdmin } from "#features/auth/role.tsx";
import { useMode } from "#features/current-mode.ts";
import { rememberLog } from "#features/deliveries/last-log.ts";
import {
  isFiltered,
  type LogFilters,
  logAddress,
  logInput,
  logQuery,
  NO_FILTERS,
  readLogFilters,
} from "#features/deliveries/log-filters.ts";
import { AllMatching } from "#features/log/all-matching.tsx";
import type { Outcome } from "#features/log/bulk-result.tsx";
import { LogChips } from "#features/log/log-chips.tsx";
import { useLogColumns } from "#features/log/log-columns.tsx";
import { LogFilterBar } from "#features/log/log-filter-bar.tsx";
import { useLogPanel } from "#features/log/log-panel.tsx";
import { LogRows } from "#features/log/log-rows.tsx";
import { type LogView, rememberLogView } from "#features/log/log-view.ts";
import { ExportMenu, ViewMenu } from "#features/log/toolbar-menus.tsx";
import { useHeld } from "#features/log/use-held.ts";
import { useLiveRows } from "#features/log/use-live-rows.ts";
import { LiveBadge } from "#features/shell/live.tsx";
import { StorageNotice } from "#features/storage/storage-notice.tsx";
import { usePersonMark, useTRPC } from "#trpc/client.tsx";

const LogHistogram = dynamic(() => import("#features/log/log-histogram.tsx").then((part) => part.LogHistogram), {
  ssr: false,
  loading: () => (
    <div className="h-39 rounded-2xl border border-line bg-surface p-4 shadow-card sm:px-5">
      <div className="h-full animate-pulse rounded-lg bg-sunken" />
    </div>
  ),
});

const BulkOutcome = dynamic(() => import("#features/log/bulk-result.tsx").then((part) => part.BulkOutcome), {
  ssr: false,
});

const SelectionBar = dynamic(() => import("#features/log/selection-bar.tsx").then((part) => part.SelectionBar), {
  ssr: false,
});

const SELECTED_MAX = 100;

export const DeliveryLog = ({ initialView, viewerId }: { initialView: LogView; viewerId: string }) => {
  const t = useTranslations("log");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const query = useSearchParams();
  const filters = useMemo(() => readLogFilters(query), [query]);
  const openId = query.get("open");
  const mode = useMode();
  const isAdmin = useIsAdmin();
  const [view, setView] = useState(initialView);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const person = usePersonMark();
  useEffect(() => rememberLog(person, filters), [person, filters]);

  const input = logInput(filters, mode);
  const head = useQuery(trpc.deliveries.log.queryOptions(input));
  const held = useHeld();
  const live = useLiveRows({
    head: head.data,
    listKey: JSON.stringify(input),
    isHeld: held.isHeld || openId !== null || selected.size > 0,
    readOlder: (cursor) =>
      queryClient.fetchQuery({ ...trpc.deliveries.log.queryOptions({ ...input, cursor }), staleTime: 0 }),
  });
  const columns = useLogColumns(view);
  const hasNothingYet = live.isCurrent && live.shown.length === 0 && !live.hasOlder && !isFiltered(filters);

  // The browser's own history: a filter shows at once, without a page from the server.
  const goTo = (next: LogFilters, open: string | null = openId) =>
    window.history.replaceState(null, "", logAddress(next, open ? { open } : {}));
  const changeFilters = (next: LogFilters) => {
    setSelected(new Set());
    setOutcome(null);
    goTo(next, null);
  };
  const { panel, step } = useLogPanel({
    openId,
    viewerId,
    ids: live.shown.map(({ id }) => id),
    onOpen: (id) => goTo(filters, id),
  });
  const changeView = (next: LogView) => {
    setView(next);
    rememberLogView(next);
  };

  return (
    <div data-full-width>
      <PageHeader
        title={t("title")}
        description={t("description")}
        badge={<LiveBadge />}
        actions={
          <>
            <ViewMenu view={view} onChange={changeView} />
            <ExportMenu query={logQuery(filters)} />
          </>
        }
      />
      <StorageNotice />
      <div className="flex flex-col gap-3 pb-3">
        <LogFilterBar filters={filters} onChange={changeFilters} />
        <LogChips filters={filters} onChange={changeFilters} />
        {isAdmin && <AllMatching filters={filters} />}
        {!hasNothingYet && (
          <LogHistogram
            filters={filters}
            onSelect={({ since, until }) => changeFilters({ ...filters, since, until })}
          />
        )}
        {outcome && <BulkOutcome outcome={outcome} onDismiss={() => setOutcome(null)} />}
      </div>
      <SidePanel panel={panel} onClose={() => goTo(filters, null)}>
        <LogRows
          live={live}
          head={head}
          held={held.props}
          filters={filters}
          columns={columns}
          density={view.density}
          openId={openId}
          onOpen={step}
          selection={isAdmin ? { selected, max: SELECTED_MAX, onChange: setSelected } : undefined}
          onShowTests={() => changeFilters({ ...filters, tests: "all" })}
          onClear={() => changeFilters(NO_FILTERS)}
        />
      </SidePanel>
      {selected.size > 0 && (
        <SelectionBar
          ids={[...selected]}
          max={SELECTED_MAX}
          onClear={() => setSelected(new Set())}
          onDone={(done) => {
            setOutcome(done);
            setSelected(new Set());
          }}
        />
      )}
    </div>
  );
};
