"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import type { EventView } from "#domain/events/event.schema.ts";
import { StatusText } from "#features/deliveries/delivery-cells.tsx";
import { logAddress } from "#features/deliveries/log-filters.ts";
import { isAboutWebhook } from "#features/labels/event-family.ts";
import { useWebhookNames } from "#features/labels/use-webhook-names.ts";

/** Webhooks that got an event, and why others did not. */
export const EventDeliveries = ({ event }: { event: EventView }) => {
  const t = useTranslations("events");
  const nameOf = useWebhookNames(event.mode);
  if (event.status === "scheduled") return <p className="px-4 pb-5 text-soft sm:px-5">{t("page.scheduledFor")}</p>;
  if (event.deliveries.length + event.skipped.length === 0)
    return <p className="px-4 pb-5 text-soft sm:px-5">{t("page.noWebhooks")}</p>;
  return (
    <>
      <ul className="divide-y divide-line border-t border-line">
        {event.deliveries.map(({ webhookId, deliveryId, status }) => (
          <li key={deliveryId} className="relative flex items-center gap-4 px-4 py-2.5 hover:bg-hover sm:px-5">
            <Link
              href={`/deliveries/${deliveryId}`}
              prefetch={false}
              title={nameOf(webhookId)}
              className="min-w-0 grow truncate font-medium text-ink after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
            >
              {nameOf(webhookId)}
            </Link>
            <StatusText status={status} />
          </li>
        ))}
        {event.skipped.map(({ webhookId, reason }) => (
          <li key={webhookId} className="flex flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-2.5 sm:px-5">
            <Link
              href={`/webhooks/${webhookId}`}
              prefetch={false}
              title={nameOf(webhookId)}
              className="min-w-0 grow truncate text-soft hover:text-ink"
            >
              {nameOf(webhookId)}
            </Link>
            <span className="text-[0.8125rem] text-faint">
              {isAboutWebhook(event.event) && webhookId === event.resourceId
                ? t("skipped.itself")
                : t(`skipped.${reason}`)}
            </span>
          </li>
        ))}
      </ul>
      {event.deliveries.length > 0 && (
        <p className="border-t border-line px-4 py-2.5 text-[0.8125rem] sm:px-5">
          <Link
            href={logAddress({ eventId: event.id, tests: "all" })}
            prefetch={false}
            className="text-accent underline underline-offset-2"
          >
            {t("page.log")}
          </Link>
        </p>
      )}
    </>
  );
};
