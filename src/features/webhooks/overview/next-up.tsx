"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { Time, useNow } from "#components/ui/time.tsx";
import { IMMINENT_MS } from "#components/ui/time-text.ts";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { WAITING_COUNT_MAX } from "#domain/subscriptions/webhook-health.values.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { StatusBadge } from "#features/labels/status-badge.tsx";
import { logLink } from "#features/webhooks/log-link.ts";
import { useWaitingText } from "#features/webhooks/use-waiting-text.ts";
import { useTRPC } from "#trpc/client.tsx";

const SHOWN = 5;

/** Next deliveries of a webhook; empty while nothing waits. */
export const NextUp = ({ webhook }: { webhook: WebhookView }) => {
  const t = useTranslations("webhooks.nextUp");
  const trpc = useTRPC();
  const now = useNow();
  const waitingText = useWaitingText();
  const { data } = useQuery(trpc.webhooks.upcoming.queryOptions({ id: webhook.id }));
  if (!data || data.waiting === 0) return null;
  const { waiting, next, limitedTo } = data;
  const shown = next.slice(0, SHOWN);
  const more = waiting - shown.length;
  const amount = waitingText(waiting);
  const about =
    limitedTo === null ? t("waiting", { waiting: amount }) : t("limited", { waiting: amount, perSecond: limitedTo });
  return (
    <Card flush title={t("title")} description={about}>
      <ul aria-label={t("list")} className="divide-y divide-line border-t border-line">
        {shown.map((delivery) => (
          <NextRow
            key={delivery.id}
            delivery={delivery}
            now={now}
            isPaused={webhook.health === "paused"}
            isLimited={limitedTo !== null}
          />
        ))}
      </ul>
      {more > 0 && (
        <p className="border-t border-line px-4 py-3 text-[0.8125rem] sm:px-5">
          <Link
            href={logLink({ webhookId: webhook.id, status: "pending,retrying" })}
            className="font-medium text-accent hover:underline"
          >
            {t("seeAll")}
          </Link>
          {waiting < WAITING_COUNT_MAX && (
            <span className="ml-2 text-faint">{t("more", { waiting: waitingText(more) })}</span>
          )}
        </p>
      )}
    </Card>
  );
};

type RowProps = { delivery: DeliveryView; now: number; isPaused: boolean; isLimited: boolean };

const NextRow = ({ delivery, now, isPaused, isLimited }: RowProps) => {
  const t = useTranslations("webhooks.nextUp");
  const { label } = useEventWords();
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-hover sm:px-5">
      <Link
        href={`/deliveries/${delivery.id}`}
        prefetch={false}
        className="min-w-40 flex-1 font-medium wrap-anywhere sm:truncate text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
      >
        <span>{label(delivery.event)}</span>
        <span className="ml-2 font-normal text-faint">{t("attempt", { number: attemptNumber(delivery) })}</span>
      </Link>
      <StatusBadge status={delivery.status} />
      <span className="text-[0.8125rem] text-soft max-sm:basis-full sm:min-w-28 sm:text-right">
        <When delivery={delivery} now={now} isPaused={isPaused} isLimited={isLimited} />
      </span>
    </li>
  );
};

const When = ({ delivery: { nextAttemptAt, waitsFor, reason }, now, isPaused, isLimited }: RowProps) => {
  const t = useTranslations("labels.upcoming");
  if (reason === "paused_by_operator") return <span>{t("onHold")}</span>;
  if (waitsFor !== null) return <span>{t("waitsForEarlier")}</span>;
  if (nextAttemptAt === null) return <span>{t("sending")}</span>;
  if (Date.parse(nextAttemptAt) - now >= IMMINENT_MS) return <Time at={nextAttemptAt} />;
  return <span>{isPaused ? t("onHold") : isLimited ? t("queued") : t("now")}</span>;
};

/** `attemptCount` already includes a running attempt. */
const attemptNumber = ({ attemptCount, nextAttemptAt, waitsFor, reason }: DeliveryView): number =>
  nextAttemptAt === null && waitsFor === null && reason !== "paused_by_operator"
    ? Math.max(1, attemptCount)
    : attemptCount + 1;
