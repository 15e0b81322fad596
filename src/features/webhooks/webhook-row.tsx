"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Time } from "#components/ui/time.tsx";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { eventsSummary } from "#features/labels/event-label.ts";
import { STATUSES } from "#features/labels/status-badge.tsx";
import { splitUrl } from "#features/labels/webhook-name.ts";
import { latestDeliveries } from "#features/list-inputs.ts";
import { HealthBadge } from "#features/webhooks/health-badge.tsx";
import { RecentBars } from "#features/webhooks/recent-bars.tsx";
import { useTRPC } from "#trpc/client.tsx";

export const WebhookRow = ({ webhook }: { webhook: WebhookView }) => {
  const { host, path } = splitUrl(webhook.url);
  return (
    <li className="relative grid items-center gap-x-6 gap-y-2.5 px-5 py-4 hover:bg-hover sm:grid-cols-[1fr_auto]">
      <div className="flex min-w-0 flex-col gap-0.5">
        <Link
          href={`/webhooks/${webhook.id}`}
          className="truncate font-medium text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {webhook.description || host}
        </Link>
        <p className="truncate font-mono text-xs text-faint">{`${webhook.description ? host : ""}${path}`}</p>
        <p className="text-[0.8125rem] text-soft">{eventsSummary(webhook.events)}</p>
      </div>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2 sm:justify-end">
        <LastDelivery webhook={webhook} />
        <div className="sm:flex sm:w-28 sm:justify-end">
          <HealthBadge webhook={webhook} />
        </div>
      </div>
    </li>
  );
};

const LastDelivery = ({ webhook }: { webhook: WebhookView }) => {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.deliveries.list.queryOptions(latestDeliveries(webhook)));
  const last = data?.data[0];
  if (!data) return <span className="h-5 w-36 animate-pulse rounded bg-calm-tint" />;
  if (!last) return <span className="text-[0.8125rem] text-faint">Nothing sent yet</span>;
  return (
    <>
      <RecentBars deliveries={data.data} />
      <span className="text-[0.8125rem] text-soft sm:w-44 sm:text-right">
        <span>{lastWords(last)}</span> <Time at={last.lastAttemptAt ?? last.createdAt} className="text-faint" />
      </span>
    </>
  );
};

/** Text before the time. Unfinished deliveries show the time of their last attempt. */
const lastWords = ({ status, lastAttemptAt }: DeliveryView): string => {
  if (status === "delivered" || status === "failed") return STATUSES[status].label;
  return lastAttemptAt ? "Last tried" : "Last message";
};
