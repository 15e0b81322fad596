import type { Metadata } from "next";
import { orNotFound, Prefetched, serverApi } from "#app/server-api.tsx";
import { DeliveryPage } from "#features/deliveries/delivery-page.tsx";
import { eventLabel } from "#features/labels/event-label.ts";
import { allWebhooks } from "#features/list-inputs.ts";

type Props = { params: Promise<{ id: string }> };

/** Distinguishes several open tabs. */
export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const { id } = await params;
  const { queryClient, trpc } = await serverApi();
  const { event } = await orNotFound(queryClient.fetchQuery(trpc.deliveries.get.queryOptions({ id })));
  return { title: `Delivery: ${eventLabel(event)}` };
};

const Page = async ({ params }: Props) => {
  const { id } = await params;
  const { session, queryClient, trpc } = await serverApi();
  const { mode } = await orNotFound(queryClient.fetchQuery(trpc.deliveries.get.queryOptions({ id })));
  await queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode)));
  return (
    <Prefetched>
      <DeliveryPage id={id} viewerId={session.userId} />
    </Prefetched>
  );
};

export default Page;
