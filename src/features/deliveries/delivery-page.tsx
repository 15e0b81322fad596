"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { PageHeader } from "#components/ui/page-header.tsx";
import { useModeOf } from "#features/current-mode.ts";
import { DeliveryDetail } from "#features/deliveries/delivery-detail.tsx";
import { useLastLog } from "#features/deliveries/last-log.ts";
import { Neighbours } from "#features/deliveries/neighbours.tsx";
import { useEventWords } from "#features/labels/event-words.tsx";
import { useTRPC } from "#trpc/client.tsx";

/** Page of one delivery, with the way through the list that the person came from. */
export const DeliveryPage = ({ id, viewerId }: { id: string; viewerId: string }) => {
  const t = useTranslations("deliveries.page");
  const trpc = useTRPC();
  const query = useQuery(trpc.deliveries.get.queryOptions({ id }));
  useModeOf(query.data);
  const log = useLastLog();
  const { label } = useEventWords();
  return (
    <>
      <PageHeader
        title={query.data ? label(query.data.event) : id}
        back={{ href: log, label: t("back") }}
        actions={<Neighbours id={id} mode={query.data?.mode} />}
      />
      <DeliveryDetail key={id} deliveryId={id} viewerId={viewerId} />
    </>
  );
};
