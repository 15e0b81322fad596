import Link from "next/link";
import { Badge } from "#components/ui/badge.tsx";
import { Time, useNow } from "#components/ui/time.tsx";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import { plainReason } from "#features/deliveries/plain-reason.ts";
import { eventLabel } from "#features/labels/event-label.ts";
import { SentenceText } from "#features/labels/sentence-text.tsx";
import { StatusBadge } from "#features/labels/status-badge.tsx";
import { upcomingWhen } from "#features/labels/upcoming-when.ts";

type Props = {
  delivery: DeliveryView;
  /** True while the webhook is paused until its receiver answers. */
  isPaused: boolean;
  receiver?: string | undefined;
};

/** One row of the log. `receiver` names the webhook where the log shows several. */
export const DeliveryRow = ({ delivery, isPaused, receiver }: Props) => {
  const reason = delivery.status === "delivered" ? null : plainReason(delivery.reason);
  return (
    <li className="relative grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 px-5 py-3.5 hover:bg-hover sm:grid-cols-[6rem_1fr_auto]">
      <div className="order-2 sm:order-1">
        <StatusBadge status={delivery.status} />
      </div>
      <div className="order-1 flex min-w-0 flex-col sm:order-2">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            href={`/deliveries/${delivery.id}`}
            className="truncate font-medium text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            {eventLabel(delivery.event)}
          </Link>
          {delivery.test && <Badge tone="accent">Test</Badge>}
        </span>
        <span className="truncate text-[0.8125rem] text-faint">
          {[receiver, reason].filter(Boolean).join(" · ") || delivery.event}
        </span>
      </div>
      <div className="relative order-3 col-span-2 flex justify-between gap-x-3 text-[0.8125rem] sm:col-span-1 sm:flex-col sm:items-end">
        <Time at={delivery.createdAt} className="text-soft" />
        <span className="text-faint">
          <WhatNext delivery={delivery} isPaused={isPaused} />
        </span>
      </div>
    </li>
  );
};

const WhatNext = ({
  delivery: { status, nextAttemptAt, attemptCount, waitsFor },
  isPaused,
}: Omit<Props, "receiver">) => {
  const now = useNow();
  if (status !== "retrying" && status !== "pending") return <span>{attemptsText(attemptCount)}</span>;
  // Assumes a limit: the log does not load the limits that may delay the attempt.
  const upcoming = upcomingWhen(nextAttemptAt, { now, isPaused, isLimited: true, waitsFor });
  return (
    <>
      {nextAttemptAt !== null && <span>next try </span>}
      <SentenceText sentence={upcoming} />
    </>
  );
};

const attemptsText = (count: number): string => (count === 1 ? "1 attempt" : `${count} attempts`);
