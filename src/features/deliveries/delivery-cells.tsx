"use client";

import Link from "next/link";
import { useLocale, useTimeZone, useTranslations } from "use-intl";
import { Badge } from "#components/ui/badge.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { useClock } from "#components/ui/time.tsx";
import { exactTime } from "#components/ui/time-text.ts";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import type { LogRow } from "#domain/deliveries/log-row.schema.ts";
import { clockTime } from "#features/deliveries/clock-time.ts";
import { storyAddress } from "#features/event-address.ts";
import { isAboutWebhook } from "#features/labels/event-family.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { STATUSES } from "#features/labels/status-badge.tsx";

/** Exact time, since rows of one minute are told apart by seconds; with the day unless it is today. */
export const RowTime = ({ at }: { at: string }) => {
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  const instant = Date.parse(at);
  const text = useClock((now) => clockTime(instant, now, { timeZone, locale }));
  return (
    <time
      dateTime={at}
      title={exactTime(instant, timeZone, locale)}
      suppressHydrationWarning
      className="whitespace-nowrap text-soft tabular-nums"
    >
      {text}
    </time>
  );
};

export const EventName = ({ event, isTest }: { event: string; isTest: boolean }) => {
  const words = useEventWords();
  const t = useTranslations("log");
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="truncate" title={event}>
        {words.label(event)}
      </span>
      {isTest && <Badge tone="accent">{t("test")}</Badge>}
    </span>
  );
};

/** Customer and id of what an event is about. The id leads to its whole story; the customer stands alone unless a table has room for both. */
export const About = ({ event, resourceId, customer }: Pick<LogRow, "event" | "resourceId" | "customer">) =>
  resourceId === null || isAboutWebhook(event) ? null : (
    <span className="flex min-w-0 items-baseline gap-2">
      {customer && (
        <span className="max-w-full shrink-0 truncate @7xl:max-w-[72%]" title={customer}>
          {customer}
        </span>
      )}
      <Link
        href={storyAddress(resourceId)}
        prefetch={false}
        title={resourceId}
        className={classNames(
          "relative z-1 min-w-0 truncate font-mono text-xs text-faint underline decoration-line-strong underline-offset-2 hover:text-ink",
          customer && "@max-7xl:hidden",
        )}
        translate="no"
      >
        {resourceId}
      </Link>
    </span>
  );

const TEXT_TONES = { ok: "text-ok", warn: "text-warn", bad: "text-bad", calm: "text-calm", accent: "text-accent" };

export const StatusText = ({ status, title }: { status: DeliveryView["status"]; title?: string | undefined }) => {
  const t = useTranslations("labels.status");
  const { icon: Icon, tone } = STATUSES[status];
  return (
    <span
      title={title ?? t(`${status}.meaning`)}
      className={classNames(
        "inline-flex items-center gap-1.5 align-middle font-medium whitespace-nowrap",
        TEXT_TONES[tone],
      )}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span>{t(`${status}.label`)}</span>
    </span>
  );
};

/** Status of the newest response, or why there was none. */
export const ResponseText = ({
  lastHttpStatus: status,
  lastErrorCode: error,
}: Pick<DeliveryView, "lastHttpStatus" | "lastErrorCode">) => {
  const t = useTranslations("log.causes");
  if (status !== null)
    return (
      <span translate="no" className={classNames("font-mono text-xs tabular-nums", error ? "text-bad" : "text-ok")}>
        {status}
      </span>
    );
  if (error === null) return <span className="text-faint">–</span>;
  return (
    <span title={t(`${error}.label`)} className="text-bad">
      {t(`${error}.short`)}
    </span>
  );
};
