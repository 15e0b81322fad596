"use client";

import Link from "next/link";
import { useLocale, useTranslations } from "use-intl";
import { classNames } from "#components/ui/class-names.ts";
import { Time } from "#components/ui/time.tsx";
import { splitUrl } from "#features/labels/webhook-name.ts";
import { percentText } from "#features/percent-text.ts";
import { HealthBadge } from "#features/webhooks/health-badge.tsx";
import {
  hasSuccessSince,
  type LastSeen,
  type ListedWebhook,
  successOf,
  waitingOf,
} from "#features/webhooks/listed-webhook.ts";
import { Sparkline } from "#features/webhooks/sparkline.tsx";

/** Columns from 768 px on; below, rows have two lines. */
export const WEBHOOK_COLUMNS =
  "md:grid-cols-[minmax(0,1fr)_7.5rem_6rem_4.5rem_5rem_11rem] md:items-center md:gap-x-5 lg:gap-x-6";

/** Below it, the rate is marked: an endpoint that now and then fails once is fine. */
export const SUCCESS_GOOD = 0.95;

type Props = { listed: ListedWebhook; hours: readonly string[]; isFilling: boolean; areFiguresRead: boolean };

/** Row of 48 px, two lines on a phone. */
export const WebhookRow = ({ listed, hours, isFilling, areFiguresRead }: Props) => {
  const { webhook, name, last } = listed;
  const { host, path } = splitUrl(webhook.url);
  return (
    <li
      className={classNames(
        "relative grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1.5 px-4 py-2.5 hover:bg-hover sm:px-5 md:min-h-12 md:py-1",
        WEBHOOK_COLUMNS,
      )}
    >
      <div className="flex min-w-0 flex-col">
        <Link
          href={`/webhooks/${webhook.id}`}
          prefetch={false}
          title={name}
          className="truncate leading-5 font-medium text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {name}
        </Link>
        {webhook.description && (
          <p title={webhook.url} className="truncate font-mono text-xs leading-4 text-faint">{`${host}${path}`}</p>
        )}
      </div>
      <div>
        <HealthBadge webhook={webhook} />
      </div>
      <div className="col-span-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-[0.8125rem] text-soft sm:gap-x-4 md:contents">
        {isFilling ? <Filling /> : <Day listed={listed} hours={hours} areFiguresRead={areFiguresRead} />}
        <Last last={last} isFilling={isFilling} />
      </div>
    </li>
  );
};

const Filling = () => (
  <>
    <span className="h-4 w-24 animate-pulse rounded bg-calm-tint" />
    <span className="h-4 w-10 animate-pulse rounded bg-calm-tint md:justify-self-end" />
    <span className="hidden h-4 w-6 animate-pulse rounded bg-calm-tint md:block md:justify-self-end" />
  </>
);

const Day = ({ listed, hours, areFiguresRead }: Omit<Props, "isFilling">) => {
  const t = useTranslations("webhookList.row");
  const locale = useLocale();
  const { day } = listed;
  const byHour = new Map(day?.series.map((step) => [Date.parse(step.at), step]));
  const steps = hours.map((at) => byHour.get(Date.parse(at)) ?? { delivered: 0, failed: 0 });
  const { delivered = 0, failed = 0 } = day?.totals.deliveries ?? {};
  const success = successOf({ delivered, failed });
  const empty = hasSuccessSince(listed, hours[0] ?? "") ? "counting" : "nothingEnded";
  const rate =
    success === null ? t(areFiguresRead ? empty : "notRead") : t("success", { percent: percentText(success, locale) });
  const waiting = waitingOf(listed);
  return (
    <>
      <span
        title={t("bars", { delivered, failed })}
        className={classNames("shrink-0", success === null && "max-md:sr-only")}
      >
        <span className="sr-only">{t("bars", { delivered, failed })}</span>
        <Sparkline steps={steps} className="max-sm:w-14" />
      </span>
      <span
        title={rate}
        className={classNames(
          "tabular-nums md:text-right",
          success === null ? "text-faint max-md:sr-only" : success < SUCCESS_GOOD ? "font-medium text-bad" : "text-ink",
        )}
      >
        <span aria-hidden>{success === null ? "–" : percentText(success, locale)}</span>
        <span className="sr-only">{rate}</span>
      </span>
      <Waiting count={waiting} isHeldUp={listed.webhook.health === "paused"} />
    </>
  );
};

/** Nothing waits at most webhooks: then the column is quiet, and a phone shows nothing. */
const Waiting = ({ count, isHeldUp }: { count: number; isHeldUp: boolean }) => {
  const t = useTranslations("webhookList.row");
  const locale = useLocale();
  return (
    <span
      title={t("waiting", { count })}
      className={classNames(
        "whitespace-nowrap tabular-nums md:text-right",
        count === 0 ? "text-faint max-md:sr-only" : isHeldUp ? "font-medium text-bad" : "text-ink",
      )}
    >
      <span aria-hidden className="max-md:hidden">
        {count === 0 ? "–" : new Intl.NumberFormat(locale).format(count)}
      </span>
      <span className="md:sr-only">{t("waiting", { count })}</span>
    </span>
  );
};

const Last = ({ last, isFilling }: { last: LastSeen | null; isFilling: boolean }) => {
  const t = useTranslations("webhookList.row");
  if (!last && isFilling) return <span className="h-4 w-24 animate-pulse rounded bg-calm-tint md:justify-self-end" />;
  if (!last) return <span className="ml-auto text-right text-faint">{t("neverSent")}</span>;
  return (
    <span className="ml-auto flex min-w-0 flex-wrap items-baseline justify-end gap-x-2 text-right leading-4">
      <ResponseText last={last} />
      <Time at={last.at} className="whitespace-nowrap text-faint" />
    </span>
  );
};

/** Status code, or in words why there is none. */
export const ResponseText = ({ last: { httpStatus, errorCode } }: { last: LastSeen }) => {
  const t = useTranslations("webhookList.response");
  const isGood = errorCode === null;
  if (httpStatus !== null)
    return (
      <span className={classNames("font-mono text-xs font-medium", isGood ? "text-ok" : "text-bad")}>{httpStatus}</span>
    );
  const word = t(errorCode ?? "http_status");
  return (
    <span title={word} className="max-w-full min-w-0 truncate text-bad">
      {word}
    </span>
  );
};
