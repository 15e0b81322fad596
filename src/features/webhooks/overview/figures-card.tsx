"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { Chart } from "#components/ui/chart.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { useNow } from "#components/ui/time.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { CauseList } from "#features/webhooks/overview/cause-list.tsx";
import {
  figureSeries,
  RANGES,
  type RangeName,
  rangeOf,
  successRate,
} from "#features/webhooks/overview/figure-range.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Refreshes the figures, which are counted behind the deliveries. */
const REFETCH_MS = 30_000;

/** Volume, success and latency of a webhook over a chosen time, and why requests failed in it. */
export const FiguresCard = ({ webhook }: { webhook: WebhookView }) => {
  const t = useTranslations("webhooks.figures");
  const format = useFormatter();
  const trpc = useTRPC();
  const now = useNow();
  const [name, setName] = useState<RangeName>("day");
  const range = { ...rangeOf(name, now), mode: webhook.mode };
  const options = { placeholderData: keepPreviousData, refetchInterval: REFETCH_MS };
  const series = useQuery(
    trpc.stats.series.queryOptions({ ...range, step: RANGES[name].step, webhookId: [webhook.id] }, options),
  );
  const totals = useQuery(trpc.stats.totals.queryOptions({ ...range, webhookId: webhook.id }, options));
  // A chart is drawn again when its values are other objects.
  const chart = useMemo(() => {
    const steps = figureSeries(name, range.since, series.data?.data ?? []);
    return {
      at: steps.at,
      series: [
        { label: t("succeeded"), values: steps.succeeded, tone: "ok" },
        { label: t("failed"), values: steps.failed, tone: "bad" },
      ] as const,
      line: { label: t("p95"), values: steps.p95Ms, format: (value: number) => t("ms", { ms: Math.round(value) }) },
    };
  }, [name, range.since, series.data, t]);
  const rate = totals.data && successRate(totals.data.attempts);
  const isBehind = totals.data?.isBehind ?? false;
  const delivered = totals.data?.deliveries.delivered;
  const ms = (value: number | null | undefined) => (value == null ? "–" : t("ms", { ms: value }));
  return (
    <Card
      title={t("title")}
      action={
        <Segmented
          label={t("range")}
          items={(["day", "week", "month"] as const).map((value) => ({ value, label: t(`ranges.${value}`) }))}
          value={name}
          onChange={setName}
        />
      }
    >
      <div className="flex flex-col gap-5">
        <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
          <Figure
            label={t("delivered")}
            isLoading={totals.isPending}
            value={delivered === undefined || (delivered === 0 && isBehind) ? "–" : format.number(delivered)}
          />
          <Figure
            label={t("success")}
            isLoading={totals.isPending}
            value={rate == null ? "–" : format.number(rate, { style: "percent", maximumFractionDigits: 1 })}
          />
          <Figure label={t("p50")} isLoading={totals.isPending} value={ms(totals.data?.p50Ms)} />
          <Figure label={t("p95")} isLoading={totals.isPending} value={ms(totals.data?.p95Ms)} />
        </dl>
        <Chart
          label={t("chart")}
          {...chart}
          empty={series.data ? t(isBehind ? "counting" : "none") : undefined}
          height={180}
        />
        <CauseList webhook={webhook} since={range.since} until={range.until} />
      </div>
    </Card>
  );
};

type FigureProps = { label: string; isLoading: boolean; value: string };

const Figure = ({ label, isLoading, value }: FigureProps) => (
  <div className="flex flex-col justify-between">
    <dt className="text-[0.8125rem] text-faint">{label}</dt>
    <dd className="text-lg font-semibold tracking-tight tabular-nums">
      {isLoading ? <span className="my-1 block h-5 w-16 animate-pulse rounded bg-calm-tint" /> : value}
    </dd>
  </div>
);
