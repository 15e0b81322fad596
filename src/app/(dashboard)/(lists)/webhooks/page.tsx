import type { Metadata } from "next";
import { chosenMode } from "#app/chosen-mode.ts";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { allWebhooks, latestDeliveries } from "#features/list-inputs.ts";
import { WebhookList } from "#features/webhooks/webhook-list.tsx";

export const metadata: Metadata = { title: "Webhooks" };

const WebhooksPage = async () => {
  const [{ queryClient, trpc }, mode] = await Promise.all([serverApi(), chosenMode()]);
  await Promise.all([
    queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode))),
    queryClient.prefetchQuery(trpc.storage.get.queryOptions()),
  ]);
  const webhooks = queryClient.getQueryData(trpc.webhooks.list.queryKey(allWebhooks(mode)))?.data ?? [];
  await Promise.all(
    webhooks.map((webhook) => queryClient.prefetchQuery(trpc.deliveries.list.queryOptions(latestDeliveries(webhook)))),
  );
  return (
    <Prefetched>
      <WebhookList />
    </Prefetched>
  );
};

export default WebhooksPage;
