"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Card } from "#components/ui/card.tsx";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { useNow } from "#components/ui/time.tsx";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { WAITING_COUNT_MAX } from "#domain/subscriptions/webhook-health.values.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { capitalised, countText, waitingText } from "#features/count-text.ts";
import { eventLabel } from "#features/labels/event-label.ts";
import { SentenceText } from "#features/labels/sentence-text.tsx";
import { StatusBadge } from "#features/labels/status-badge.tsx";
import { upcomingWhen } from "#features/labels/upcoming-when.ts";
import { errorText } from "#features/request-error.ts";
import { CancelWaiting } from "#features/webhooks/cancel-waiting.tsx";
import { useTRPC } from "#trpc/client.tsx";

const SHOWN = 5;

export const NextUp = ({ webhook }: { webhook: WebhookView }) => {
  const trpc = useTRPC();
  const now = useNow();
  const upcoming = useQuery(trpc.webhooks.upcoming.queryOptions({ id: webhook.id }));
  if (!webhook.active && !upcoming.data?.waiting) return null;
  if (upcoming.isPending || upcoming.isError) {
    return (
      <Card flush title="Next up">
        {upcoming.isPending ? (
          <LoadingRows rows={1} />
        ) : (
          <ErrorState message={errorText(upcoming.error)} onRetry={() => upcoming.refetch()} />
        )}
      </Card>
    );
  }
  const { waiting, next, limitedTo } = upcoming.data;
  const shown = next.slice(0, SHOWN);
  const more = waiting - shown.length;
  return (
    <Card
      flush
      title="Next up"
      description={
        waiting === 0
          ? "Nothing is waiting. What happens next is sent at once."
          : `${capitalised(waitingText(waiting))} waiting${limitedTo === null ? "" : `, sent at most ${countText(limitedTo)} a second`}.`
      }
      action={
        waiting > 0 && (
          <AdminOnly>
            <CancelWaiting webhookId={webhook.id} waiting={waiting} />
          </AdminOnly>
        )
      }
    >
      {waiting > 0 && (
        <>
          <ul aria-label="Next up" className="divide-y divide-line border-t border-line">
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
            <p className="border-t border-line px-5 py-3 text-[0.8125rem] text-faint">
              {waiting >= WAITING_COUNT_MAX ? "and many more" : `and ${waitingText(more)} after these`}
            </p>
          )}
        </>
      )}
    </Card>
  );
};

type RowProps = { delivery: DeliveryView; now: number; isPaused: boolean; isLimited: boolean };

const NextRow = ({ delivery, now, isPaused, isLimited }: RowProps) => (
  <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3 hover:bg-hover">
    <Link
      href={`/deliveries/${delivery.id}`}
      className="min-w-40 flex-1 truncate font-medium text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
    >
      <span>{eventLabel(delivery.event)}</span>
      <span className="ml-2 font-normal text-faint">{`attempt ${attemptNumber(delivery)}`}</span>
    </Link>
    <StatusBadge status={delivery.status} />
    <span className="text-[0.8125rem] text-soft max-sm:basis-full sm:min-w-28 sm:text-right">
      <SentenceText
        sentence={upcomingWhen(delivery.nextAttemptAt, { now, isPaused, isLimited, waitsFor: delivery.waitsFor })}
      />
    </span>
  </li>
);

/** `attemptCount` already includes a running attempt. */
const attemptNumber = ({ attemptCount, nextAttemptAt, waitsFor }: DeliveryView): number =>
  nextAttemptAt === null && waitsFor === null ? Math.max(1, attemptCount) : attemptCount + 1;
