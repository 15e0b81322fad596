"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { RecentDeliveries } from "#features/deliveries/recent-deliveries.tsx";
import { LiveBadge } from "#features/shell/live.tsx";
import { logLink } from "#features/webhooks/log-link.ts";

/** Newest deliveries of the webhook; the log has all of them, with filters. */
export const DeliveriesTab = ({ webhook }: { webhook: WebhookView }) => {
  const t = useTranslations("webhooks.deliveries");
  return (
    <Card flush title={t("title")} action={<LiveBadge />}>
      <RecentDeliveries webhook={webhook} />
      <div className="border-t border-line px-4 py-3 sm:px-5">
        <Link
          href={logLink({ webhookId: webhook.id })}
          className="rounded-md text-[0.8125rem] font-medium text-accent hover:underline"
        >
          {t("all")}
        </Link>
      </div>
    </Card>
  );
};
