import type { Metadata } from "next";
import { orNotFound, Prefetched, serverApi } from "#app/server-api.tsx";
import { DeliveryPage } from "#features/deliveries/delivery-page.tsx";
import { allWebhooks } from "#features/webhooks/webhooks-input.ts";

export const metadata: Metadata = { title: "Delivery" };

type Props = { params: Promise<{ id: string }> };

const Page = async ({ params }: Props) => {
  const { id } = await params;
  const { session, queryClient, trpc } = await serverApi();
  await Promise.all([
    orNotFound(queryClient.fetchQuery(trpc.deliveries.get.queryOptions({ id }))),
    queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks)),
  ]);
  return (
    <Prefetched>
      <DeliveryPage id={id} viewerId={session.userId} />
    </Prefetched>
  );
};

export default Page;
