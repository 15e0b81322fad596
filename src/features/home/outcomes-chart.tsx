"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { useLocale, useTimeZone, useTranslations } from "use-intl";
import { Chart } from "#components/ui/chart.tsx";
import type { ChartRange } from "#components/ui/chart-data.ts";
import { ErrorState } from "#components/ui/states.tsx";
import { durationText } from "#features/duration-text.ts";
import { daySteps, hourSteps } from "#features/home/chart-steps.ts";
import type { HomeView, homeInputs } from "#features/home/home-inputs.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

const HEIGHT = 240;

type Props = { view: HomeView; inputs: ReturnType<typeof homeInputs>; isBehind: boolean };

/** Outcomes by the hour, for 30 days by the day; a click or a drag opens these deliveries in the log. */
export const OutcomesChart = ({ view, inputs: { range, hours, days }, isBehind }: Props) => {
  const t = useTranslations("home");
  const trpc = useTRPC();
  const router = useRouter();
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  const byHour = useQuery(trpc.stats.series.queryOptions(hours, { placeholderData: (before) => before }));
  const byDay = useQuery(trpc.stats.series.queryOptions(days, { enabled: range.isByDay }));
  const { since, until, isByDay } = range;
  // Other parts of the page change several times a second under load, and a chart is drawn again when its values are other objects.
  const chart = useMemo(() => {
    if (!byHour.data) return null;
    const steps = isByDay
      ? daySteps(byHour.data.data, byDay.data?.data ?? [], { since, until }, timeZone)
      : hourSteps(byHour.data.data, { since, until });
    return {
      at: steps.at,
      series: [
        { label: t("chart.delivered"), values: steps.delivered, tone: "ok" },
        { label: t("chart.canceled"), values: steps.canceled, tone: "calm" },
        { label: t("chart.failed"), values: steps.failed, tone: "bad" },
      ] as const,
      line: { label: t("chart.p95"), values: steps.p95Ms, format: (ms: number) => durationText(ms, locale) },
    };
  }, [byHour.data, byDay.data, since, until, isByDay, timeZone, locale, t]);
  if (byHour.isError && !byHour.data)
    return <ErrorState message={errorText(byHour.error)} onRetry={() => byHour.refetch()} />;
  if (!chart) return <div className="h-69 animate-pulse rounded-lg bg-sunken" />;
  const openLog = ({ since, until }: ChartRange) => {
    const { webhookId, event } = view;
    const query = new URLSearchParams({ ...(webhookId && { webhookId }), ...(event && { event }), since, until });
    router.push(`/deliveries?${query}`);
  };
  return (
    <Chart
      label={t("chart.label", { range: t(`figures.long.${view.range}`) })}
      {...chart}
      onSelectRange={openLog}
      selectHint={t("chart.select")}
      empty={t(isBehind ? "chart.counting" : "chart.empty")}
      height={HEIGHT}
    />
  );
};
