import type { Metadata } from "next";
import { chosenMode } from "#app/chosen-mode.ts";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { EventList } from "#features/events/event-list.tsx";
import { allWebhooks, eventsInput, getNextPageParam } from "#features/list-inputs.ts";

export const metadata: Metadata = { title: "Events" };

const EventsPage = async () => {
  const [{ queryClient, trpc }, mode] = await Promise.all([serverApi(), chosenMode()]);
  await Promise.all([
    queryClient.prefetchInfiniteQuery(trpc.events.list.infiniteQueryOptions(eventsInput(mode), { getNextPageParam })),
    queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode))),
  ]);
  return (
    <Prefetched>
      <EventList />
    </Prefetched>
  );
};

export default EventsPage;
