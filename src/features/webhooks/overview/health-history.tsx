"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { RichText } from "#components/ui/rich-text.tsx";
import { DayTime } from "#components/ui/time.tsx";
import type { HealthSpan } from "#domain/subscriptions/health-history.schema.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { HEALTH_HISTORY_DAYS } from "#domain/subscriptions/webhook-health.values.ts";
import { healthDays, healthyShare, knownSince } from "#features/webhooks/overview/health-days.ts";
import { useTRPC } from "#trpc/client.tsx";

const LOOK: Record<HealthSpan["health"] | "none", string> = {
  healthy: "bg-chart-ok",
  failing: "bg-chart-warn",
  paused: "bg-chart-bad",
  disabled: "bg-chart-calm",
  none: "bg-line",
};

const REFETCH_MS = 60_000;

/** Changes listed below the bars, newest first. */
const LISTED = 20;

/** One bar a day with its worst state, and the exact changes one click further. */
export const HealthHistory = ({ webhook }: { webhook: WebhookView }) => {
  const t = useTranslations("webhooks.history");
  const badge = useTranslations("webhooks.badge");
  const format = useFormatter();
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.webhooks.healthHistory.queryOptions({ id: webhook.id }, { refetchInterval: REFETCH_MS }),
  );
  if (!data) return null;
  const { spans } = data;
  const end = Date.parse(spans.at(-1)?.to ?? webhook.createdAt);
  const days = healthDays(spans, end, HEALTH_HISTORY_DAYS);
  const percent = format.number(healthyShare(spans), { style: "percent", maximumFractionDigits: 1 });
  const dayText = (at: number) => format.dateTime(at, { day: "numeric", month: "long" });
  const since = knownSince(spans, end, HEALTH_HISTORY_DAYS);
  const summary = since === null ? t("healthyFor", { percent }) : t("healthySince", { percent, day: dayText(since) });
  return (
    <Card title={t("title")} description={summary}>
      <div role="img" aria-label={`${t("title")}: ${summary}`} className="flex h-8 items-stretch gap-[3px]">
        {days.map(({ endsAt, health }) => (
          <span
            key={endsAt}
            title={`${dayText(endsAt)}: ${health === "none" ? t("noData") : badge(`${health}.label`)}`}
            className={`min-w-0 flex-1 rounded-[3px] ${LOOK[health]}`}
          />
        ))}
      </div>
      <div aria-hidden className="flex justify-between gap-2 pt-1.5 text-xs text-faint">
        <span>{dayText(days[0]?.endsAt ?? end)}</span>
        <span>{dayText(end)}</span>
      </div>
      {spans.length > 1 && (
        <div className="pt-3">
          <Disclosure summary={t("more", { count: spans.length - 1 })}>
            <ol aria-label={t("list")} className="flex flex-col gap-1.5 text-[0.8125rem]">
              {spans
                .slice(-LISTED)
                .toReversed()
                .map(({ health, from }) => (
                  <li key={from} className="flex items-center gap-2.5">
                    <span aria-hidden className={`size-2.5 rounded-full ${LOOK[health]}`} />
                    <span className="w-28 font-medium">{badge(`${health}.label`)}</span>
                    <span className="text-soft">
                      <RichText>{t.rich("since", { at: () => <DayTime key="at" at={from} /> })}</RichText>
                    </span>
                  </li>
                ))}
            </ol>
          </Disclosure>
        </div>
      )}
      {webhook.mode === "test" && <p className="pt-2 text-[0.8125rem] text-faint">{t("testNote")}</p>}
    </Card>
  );
};
