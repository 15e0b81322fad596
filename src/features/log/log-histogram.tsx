"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { Chart } from "#components/ui/chart.tsx";
import type { ChartRange, ChartTone } from "#components/ui/chart-data.ts";
import { useNow } from "#components/ui/time.tsx";
import { stepsBetween } from "#domain/figures/stats.values.ts";
import { useMode } from "#features/current-mode.ts";
import { type LogFilters, logInput } from "#features/deliveries/log-filters.ts";
import { type HistogramOutcome, histogramRange, OUTCOMES } from "#features/log/histogram-range.ts";
import { isBehind } from "#features/log/is-behind.ts";
import { useTRPC } from "#trpc/client.tsx";

const HEIGHT_PX = 104;
/** Figures follow the rows by some seconds. */
const REFRESH_MS = 15_000;

const TONES: Record<HistogramOutcome, ChartTone> = { delivered: "ok", failed: "bad", canceled: "calm" };

/** Deliveries that ended, over time. Dragging chooses a time range. Nothing where figures cannot follow the filters. */
export const LogHistogram = ({ filters, onSelect }: { filters: LogFilters; onSelect: (range: ChartRange) => void }) => {
  const t = useTranslations("log.chart");
  const trpc = useTRPC();
  const mode = useMode();
  const now = useNow();
  const range = histogramRange(filters, now);
  const { since = "", until = "", step = "hour", outcomes = [] } = range ?? {};
  const names = outcomes.join();
  // Watches the first page of the log, and reads nothing.
  const { data: isLate = false } = useQuery(
    trpc.deliveries.log.queryOptions(logInput(filters, mode), {
      enabled: false,
      select: ({ data }) => range !== null && isBehind(data, range, now),
    }),
  );
  const query = useQuery({
    ...trpc.stats.series.queryOptions({
      mode,
      since,
      until,
      step,
      ...(filters.webhookId.length > 0 && { webhookId: [...filters.webhookId] }),
      ...(filters.event.length > 0 && { event: [...filters.event] }),
    }),
    enabled: range !== null,
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  const chart = useMemo(() => {
    if (since === "") return null;
    const at = stepsBetween(step, { since: new Date(since), until: new Date(until) });
    const rows = new Map((query.data?.data ?? []).map((row) => [Date.parse(row.at), row.deliveries]));
    const shown = names.split(",");
    const series = OUTCOMES.filter((one) => shown.includes(one)).map((one) => ({
      label: t(one),
      tone: TONES[one],
      values: at.map((start) => rows.get(Date.parse(start))?.[one] ?? 0),
    }));
    return { at, series };
  }, [since, until, step, names, query.data, t]);
  if (!chart || query.isError) return null;
  return (
    <div className="rounded-2xl border border-line bg-surface px-4 pt-2 pb-1 shadow-card sm:px-5">
      <Chart
        label={t("label")}
        at={chart.at}
        series={chart.series}
        onSelectRange={onSelect}
        selectHint={t("hint")}
        empty={query.data ? t(isLate ? "counting" : "empty") : undefined}
        height={HEIGHT_PX}
      />
    </div>
  );
};
