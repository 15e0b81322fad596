"use client";

import { useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useCallback, useState } from "react";
import type { Column, Density } from "#components/ui/data-table.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import type { LogRow } from "#domain/deliveries/log-row.schema.ts";
import { useIsAdmin } from "#features/auth/role.tsx";
import {
  isFiltered,
  type LogFilters,
  logAddress,
  type logInput,
  NO_FILTERS,
} from "#features/deliveries/log-filters.ts";
import type { Outcome } from "#features/log/bulk-result.tsx";
import type { ListHead } from "#features/log/list-parts.tsx";
import { useLogPanel } from "#features/log/log-panel.tsx";
import { LogRows } from "#features/log/log-rows.tsx";
import { LogTools } from "#features/log/log-tools.tsx";
import { useHeld } from "#features/log/use-held.ts";
import { useLiveRows } from "#features/log/use-live-rows.ts";
import { useTRPC } from "#trpc/client.tsx";

const BulkOutcome = dynamic(() => import("#features/log/bulk-result.tsx").then((part) => part.BulkOutcome), {
  ssr: false,
});

const SelectionBar = dynamic(() => import("#features/log/selection-bar.tsx").then((part) => part.SelectionBar), {
  ssr: false,
});

const SELECTED_MAX = 100;

type Props = {
  filters: LogFilters;
  input: ReturnType<typeof logInput>;
  /** First page, read again after each change. */
  head: ListHead<LogRow>;
  columns: readonly Column<LogRow>[];
  density: Density;
  openId: string | null;
  /** Event type of the opened delivery; null until it is there. */
  openEvent: string | null;
  viewerId: string;
};

/** Filters, rows and the opened delivery of the log. Queries stand in the component around it (`use-live-rows.ts` says why). */
export const LogBody = ({ filters, input, head, openId, openEvent, viewerId, ...table }: Props) => {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const isAdmin = useIsAdmin();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const held = useHeld();
  const live = useLiveRows({
    head: head.data,
    listKey: JSON.stringify(input),
    isHeld: held.isHeld || openId !== null || selected.size > 0,
    readOlder: (cursor) =>
      queryClient.fetchQuery({ ...trpc.deliveries.log.queryOptions({ ...input, cursor }), staleTime: 0 }),
  });
  const hasNothingYet = live.isCurrent && live.shown.length === 0 && !live.hasOlder && !isFiltered(filters);
  const changeFilters = useCallback((next: LogFilters) => {
    setSelected(new Set());
    setOutcome(null);
    goTo(next, null);
  }, []);
  const open = (id: string | null) => setTimeout(goTo, 0, filters, id);
  const ids = live.shown.map(({ id }) => id);
  const panel = useLogPanel({ openId, openEvent, viewerId, ids, onOpen: open });
  return (
    <>
      <div className="flex flex-col gap-3 pb-3">
        <LogTools filters={filters} hasChart={!hasNothingYet} onChange={changeFilters} />
        {outcome && <BulkOutcome outcome={outcome} onDismiss={() => setOutcome(null)} />}
      </div>
      <SidePanel panel={panel} onClose={() => open(null)}>
        <LogRows
          live={live}
          head={head}
          held={held.props}
          filters={filters}
          openId={openId}
          onOpen={open}
          selection={isAdmin ? { selected, max: SELECTED_MAX, onChange: setSelected } : undefined}
          onShowTests={() => changeFilters({ ...filters, tests: "all" })}
          onClear={() => changeFilters(NO_FILTERS)}
          {...table}
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
    </>
  );
};

/**
 * Uses the browser's own history: a filter shows at once, without a page from the server. The browser takes 10 ms to note an address
 * (measured), so a click opens a delivery in a task of its own.
 */
const goTo = (filters: LogFilters, open: string | null) =>
  window.history.replaceState(null, "", logAddress(filters, open ? { open } : {}));
