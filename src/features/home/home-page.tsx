"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleCheckBig, CirclePause, CirclePower, type LucideIcon, Sparkles, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import type { ComponentProps } from "react";
import { useTimeZone, useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { useNow } from "#components/ui/time.tsx";
import { TINTS, type Tone } from "#components/ui/tints.ts";
import type { TotalsView } from "#domain/figures/stats.schema.ts";
import { useMode } from "#features/current-mode.ts";
import { type Headline, headline } from "#features/home/headline.ts";
import { HomeFigures } from "#features/home/home-figures.tsx";
import { HomeFilters } from "#features/home/home-filters.tsx";
import { homeInputs, readHomeView } from "#features/home/home-inputs.ts";
import { OutcomesChart } from "#features/home/outcomes-chart.tsx";
import { TroubleList } from "#features/home/trouble-list.tsx";
import { listTroubles } from "#features/home/troubles.ts";
import { errorText } from "#features/request-error.ts";
import { LiveBadge } from "#features/shell/live.tsx";
import { KeptTimesLink } from "#features/storage/kept-times-link.tsx";
import { StorageNotice } from "#features/storage/storage-notice.tsx";
import { NoWebhooks } from "#features/webhooks/first-webhook.tsx";
import { hasSuccessSince, type ListedWebhook, sortWebhooks, waitingOf } from "#features/webhooks/listed-webhook.ts";
import { useListedWebhooks } from "#features/webhooks/use-listed-webhooks.ts";
import { WebhookRows } from "#features/webhooks/webhook-rows.tsx";
import { useTRPC } from "#trpc/client.tsx";

/** Says first whether the webhooks work, then what needs somebody, then the figures. */
export const HomePage = () => {
  const t = useTranslations("home");
  const words = useTranslations("home.headline");
  const trpc = useTRPC();
  const mode = useMode();
  const now = useNow();
  const timeZone = useTimeZone() ?? "UTC";
  const { rows, isPending, isError, error, refetch, isFilling, areFiguresRead } = useListedWebhooks();
  const asked = readHomeView(useSearchParams());
  // A webhook of the other mode, or a deleted one, stands for all webhooks, as the select shows.
  const isKnown = isPending || rows.some(({ webhook }) => webhook.id === asked.webhookId);
  const view = isKnown ? asked : { ...asked, webhookId: "" };
  const inputs = homeInputs(view, mode, now, timeZone);
  const today = useQuery(trpc.stats.totals.queryOptions(inputs.today, { placeholderData: (before) => before }));
  const isSendingPaused = useQuery(trpc.webhooks.isSendingPaused.queryOptions());
  const undelivered = useQuery(trpc.webhooks.undelivered.queryOptions({ mode }));

  if (isError)
    return (
      <>
        <Headed headline={{ state: "off", title: t("page"), about: "" }} />
        <Card flush>
          <ErrorState message={errorText(error)} onRetry={refetch} />
        </Card>
      </>
    );
  if (isPending)
    return (
      <>
        <Headed headline={{ state: "start", title: words("loading"), about: "" }} />
        <Card flush>
          <LoadingRows />
        </Card>
      </>
    );
  const shown = headline(
    rows.map(({ webhook }) => webhook),
    today.data && withRows(today.data, rows, inputs.today.since),
    isSendingPaused.data ?? false,
    words,
  );
  return (
    <>
      <Headed headline={shown} />
      <StorageNotice />
      {rows.length === 0 ? (
        <Card flush>
          <NoWebhooks />
        </Card>
      ) : (
        <div className="flex flex-col gap-5">
          <TroubleList troubles={listTroubles(rows, undelivered.data?.data ?? [])} />
          <Figures rows={rows} view={view} inputs={inputs} />
          <Webhooks rows={rows} isFilling={isFilling} areFiguresRead={areFiguresRead} />
        </div>
      )}
    </>
  );
};

/** Rows are read again before the figures: they may show the first success of this time alone. */
const withRows = (totals: TotalsView, rows: readonly ListedWebhook[], since: string): TotalsView => ({
  ...totals,
  isBehind: totals.isBehind || rows.some((listed) => hasSuccessSince(listed, since)),
});

const STATES: Record<Headline["state"], { icon: LucideIcon; tone: Tone }> = {
  fine: { icon: CircleCheckBig, tone: "ok" },
  trouble: { icon: TriangleAlert, tone: "bad" },
  paused: { icon: CirclePause, tone: "warn" },
  off: { icon: CirclePower, tone: "calm" },
  start: { icon: Sparkles, tone: "accent" },
};

const Headed = ({ headline: { state, title, about } }: { headline: Headline }) => {
  const { icon: Icon, tone } = STATES[state];
  return (
    <header className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-2 pb-6 sm:grid-cols-[auto_minmax(0,1fr)_auto]">
      <span
        className={classNames(
          "mt-1 flex size-11 shrink-0 items-center justify-center self-start rounded-2xl",
          TINTS[tone],
        )}
      >
        <Icon aria-hidden className="size-5.5" />
      </span>
      <div className="min-w-0">
        <h1 className="text-xl font-semibold tracking-tight text-balance sm:text-2xl">{title}</h1>
        <p className="min-h-5 text-soft">{about}</p>
      </div>
      <div className="max-sm:col-start-2">
        <LiveBadge />
      </div>
    </header>
  );
};

type FiguresProps = {
  rows: readonly ListedWebhook[];
  view: ReturnType<typeof readHomeView>;
  inputs: ReturnType<typeof homeInputs>;
};

const Figures = ({ rows, view, inputs }: FiguresProps) => {
  const t = useTranslations("home.figures");
  const trpc = useTRPC();
  const now = useQuery(trpc.stats.totals.queryOptions(inputs.now, { placeholderData: (before) => before }));
  const before = useQuery(trpc.stats.totals.queryOptions(inputs.before, { placeholderData: (last) => last }));
  const waitingAt = rows.filter((listed) => waitingOf(listed) > 0).length;
  const asked = view.event ? [] : rows.filter(({ webhook: { id } }) => !view.webhookId || view.webhookId === id);
  // Until the figures of another filter are there, those of the one before are shown.
  const totals = now.isPlaceholderData ? now.data : now.data && withRows(now.data, asked, inputs.now.since);
  return (
    <section
      aria-labelledby="figures"
      className="min-w-0 overflow-hidden rounded-2xl border border-line bg-surface shadow-card"
    >
      <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 px-4 py-3.5 sm:px-5">
        <h2 id="figures" className="text-[0.9375rem] font-semibold tracking-tight">
          {t("title")}
        </h2>
        <HomeFilters view={view} rows={rows} />
      </header>
      <HomeFigures
        now={totals}
        before={before.isPlaceholderData ? undefined : before.data}
        range={view.range}
        isBeforeWhole={rows.some(
          ({ webhook: { id, createdAt } }) =>
            (!view.webhookId || view.webhookId === id) && createdAt <= inputs.range.before.since,
        )}
        waitingAt={view.webhookId || view.event ? 0 : waitingAt}
      />
      <div className="px-4 pt-3 pb-4 sm:px-5">
        <OutcomesChart view={view} inputs={inputs} isBehind={totals?.isBehind ?? false} />
        {inputs.range.isByDay && (
          <p className="pt-2 text-right text-[0.8125rem] text-faint">
            <KeptTimesLink />
          </p>
        )}
      </div>
    </section>
  );
};

/** Rows on the start page; the list has the rest. */
const ROWS_MAX = 8;

const Webhooks = ({ rows, ...state }: ComponentProps<typeof WebhookRows>) => {
  const t = useTranslations("home.webhooks");
  return (
    <Card
      flush
      title={t("title")}
      action={
        <Link
          href="/webhooks"
          className="rounded-md text-[0.8125rem] font-medium text-accent underline-offset-4 hover:underline"
        >
          {t("all", { count: rows.length })}
        </Link>
      }
    >
      <WebhookRows rows={sortWebhooks(rows, "trouble").slice(0, ROWS_MAX)} {...state} />
    </Card>
  );
};
