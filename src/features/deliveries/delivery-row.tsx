import Link from "next/link";
import { Badge } from "#components/ui/badge.tsx";
import { Time } from "#components/ui/time.tsx";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import { plainReason } from "#features/deliveries/diagnose.ts";
import { StatusBadge } from "#features/deliveries/status-badge.tsx";
import { eventLabel } from "#features/events/event-label.ts";

/** One line of the log. `receiver` names the webhook where the log shows several. */
export const DeliveryRow = ({ delivery, receiver }: { delivery: DeliveryView; receiver?: string | undefined }) => {
  const reason = delivery.status === "delivered" ? null : plainReason(delivery.reason);
  return (
    <li className="relative flex items-start gap-4 px-5 py-3.5 hover:bg-hover sm:items-center">
      <div className="w-24 shrink-0">
        <StatusBadge status={delivery.status} />
      </div>
      <div className="flex min-w-0 grow flex-col">
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
      <div className="relative flex shrink-0 flex-col items-end text-[0.8125rem]">
        <Time at={delivery.createdAt} className="text-soft" />
        <span className="text-faint">
          {delivery.nextAttemptAt && delivery.status === "retrying" ? (
            <>
              next try <Time at={delivery.nextAttemptAt} />
            </>
          ) : (
            attemptsText(delivery.attemptCount)
          )}
        </span>
      </div>
    </li>
  );
};

const attemptsText = (count: number): string => (count === 1 ? "1 attempt" : `${count} attempts`);
