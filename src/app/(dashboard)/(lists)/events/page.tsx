import type { Metadata } from "next";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { EventList } from "#features/events/event-list.tsx";
import { allWebhooks, eventsInput, getNextPageParam } from "#features/list-inputs.ts";

export const metadata: Metadata = { title: "Events" };

const EventsPage = async () => {
  const { queryClient, trpc } = await serverApi();
  await Promise.all([
    queryClient.prefetchInfiniteQuery(trpc.events.list.infiniteQueryOptions(eventsInput, { getNextPageParam })),
    queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks)),
  ]);
  return (
    <Prefetched>
      <EventList />
    </Prefetched>
  );
};

export default EventsPage;
