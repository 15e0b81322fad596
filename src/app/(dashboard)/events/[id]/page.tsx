import type { Metadata } from "next";
import { orNotFound, Prefetched, serverApi } from "#app/server-api.tsx";
import { EventPage } from "#features/events/event-page.tsx";
import { allWebhooks } from "#features/webhooks/webhooks-input.ts";

export const metadata: Metadata = { title: "Event" };

type Props = { params: Promise<{ id: string }> };

const Page = async ({ params }: Props) => {
  const { id } = await params;
  const { queryClient, trpc } = await serverApi();
  await Promise.all([
    orNotFound(queryClient.fetchQuery(trpc.events.get.queryOptions({ id }))),
    queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks)),
  ]);
  return (
    <Prefetched>
      <EventPage id={id} />
    </Prefetched>
  );
};

export default Page;
