"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import type { DeliveryView } from "#domain/deliveries/delivery.schema.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { useIsAdmin } from "#features/auth/role.tsx";
import { About, EventName, ResponseText, RowTime, StatusText } from "#features/deliveries/delivery-cells.tsx";
import { useReasonText } from "#features/deliveries/reason-text.ts";
import { recentDeliveries } from "#features/list-inputs.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Newest deliveries of one webhook. */
export const RecentDeliveries = ({ webhook }: { webhook: WebhookView }) => {
  const t = useTranslations("log");
  const trpc = useTRPC();
  const isAdmin = useIsAdmin();
  const deliveries = useQuery(trpc.deliveries.list.queryOptions(recentDeliveries(webhook)));
  const columns = useRecentColumns();
  if (deliveries.isPending) return <LoadingRows rows={3} />;
  if (deliveries.isError)
    return <ErrorState message={errorText(deliveries.error)} onRetry={() => deliveries.refetch()} />;
  if (deliveries.data.data.length === 0)
    return (
      <p className="px-4 pt-1 pb-5 text-soft sm:px-5">
        <span>{t("recent.none")}</span>
        {isAdmin && <span>{` ${t("recent.sendTest")}`}</span>}
      </p>
    );
  return (
    <div className="border-t border-line">
      <DataTable
        label={t("list")}
        columns={columns}
        rows={deliveries.data.data}
        idOf={({ id }) => id}
        hrefOf={({ id }) => `/deliveries/${id}`}
      />
    </div>
  );
};

const useRecentColumns = (): readonly Column<DeliveryView>[] => {
  const t = useTranslations("log.columns");
  const reasonText = useReasonText();
  return useMemo(
    () => [
      {
        id: "time",
        title: t("time"),
        width: "w-34",
        phone: "moreEnd",
        cell: ({ createdAt }) => <RowTime at={createdAt} />,
      },
      {
        id: "event",
        title: t("event"),
        isLink: true,
        phone: "lead",
        cell: ({ event, test }) => <EventName event={event} isTest={test} />,
      },
      { id: "about", title: t("about"), phone: "more", cell: (row) => <About {...row} customer={null} /> },
      {
        id: "status",
        title: t("status"),
        width: "w-36",
        phone: "end",
        cell: ({ status, reason }) => <StatusText status={status} title={reasonText(reason) ?? undefined} />,
      },
      {
        id: "code",
        title: t("code"),
        width: "w-24",
        phone: "hidden",
        cell: (row) => <ResponseText {...row} />,
      },
    ],
    [t, reasonText],
  );
};
