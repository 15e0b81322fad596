"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { AdminOnly } from "#features/auth/role.tsx";
import { DeliveryRow } from "#features/deliveries/delivery-row.tsx";
import { recentDeliveries } from "#features/list-inputs.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

export const RecentDeliveries = ({ webhook }: { webhook: WebhookView }) => {
  const t = useTranslations("deliveries.recent");
  const trpc = useTRPC();
  const deliveries = useQuery(trpc.deliveries.list.queryOptions(recentDeliveries(webhook)));
  if (deliveries.isPending) return <LoadingRows rows={3} />;
  if (deliveries.isError) {
    return <ErrorState message={errorText(deliveries.error)} onRetry={() => deliveries.refetch()} />;
  }
  if (deliveries.data.data.length === 0) {
    return (
      <p className="px-5 pt-1 pb-5 text-soft">
        <span>{t("none")}</span>
        <AdminOnly>
          <span>{` ${t("noneHint")}`}</span>
        </AdminOnly>
      </p>
    );
  }
  return (
    <ul className="divide-y divide-line border-t border-line">
      {deliveries.data.data.map((delivery) => (
        <DeliveryRow key={delivery.id} delivery={delivery} isPaused={webhook.health === "paused"} />
      ))}
    </ul>
  );
};
