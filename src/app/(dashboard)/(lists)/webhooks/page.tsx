import type { Metadata } from "next";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { allWebhooks, latestDeliveries } from "#features/list-inputs.ts";
import { WebhookList } from "#features/webhooks/webhook-list.tsx";

export const metadata: Metadata = { title: "Webhooks" };

const WebhooksPage = async () => {
  const { queryClient, trpc } = await serverApi();
  await Promise.all([
    queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks)),
    queryClient.prefetchQuery(trpc.storage.get.queryOptions()),
  ]);
  const webhooks = queryClient.getQueryData(trpc.webhooks.list.queryKey(allWebhooks))?.data ?? [];
  await Promise.all(
    webhooks.map(({ id }) => queryClient.prefetchQuery(trpc.deliveries.list.queryOptions(latestDeliveries(id)))),
  );
  return (
    <Prefetched>
      <WebhookList />
    </Prefetched>
  );
};

export default WebhooksPage;
