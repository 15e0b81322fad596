"use client";

import dynamic from "next/dynamic";
import { memo } from "react";
import { useIsAdmin } from "#features/auth/role.tsx";
import type { LogFilters } from "#features/deliveries/log-filters.ts";
import { AllMatching } from "#features/log/all-matching.tsx";
import { LogChips } from "#features/log/log-chips.tsx";
import { LogFilterBar } from "#features/log/log-filter-bar.tsx";

const LogHistogram = dynamic(() => import("#features/log/log-histogram.tsx").then((part) => part.LogHistogram), {
  ssr: false,
  loading: () => (
    <div className="h-39 rounded-2xl border border-line bg-surface p-4 shadow-card sm:px-5">
      <div className="h-full animate-pulse rounded-lg bg-sunken" />
    </div>
  ),
});

type Props = {
  filters: LogFilters;
  hasChart: boolean;
  /** Compared by identity: a new function renders everything here again. */
  onChange: (filters: LogFilters) => void;
};

/** Filters, chips, actions for all that match, and the chart. New rows render none of it again. */
export const LogTools = memo(({ filters, hasChart, onChange }: Props) => {
  const isAdmin = useIsAdmin();
  return (
    <>
      <LogFilterBar filters={filters} onChange={onChange} />
      <LogChips filters={filters} onChange={onChange} />
      {isAdmin && <AllMatching filters={filters} />}
      {hasChart && (
        <LogHistogram filters={filters} onSelect={({ since, until }) => onChange({ ...filters, since, until })} />
      )}
    </>
  );
});
LogTools.displayName = "LogTools";
