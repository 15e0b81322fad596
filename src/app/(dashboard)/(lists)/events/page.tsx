import type { Metadata } from "next";
import { chosenMode } from "#app/chosen-mode.ts";
import { searchOf } from "#app/search-of.ts";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { eventsInput, readEventFilters } from "#features/events/event-filters.ts";
import { EventList } from "#features/events/event-list.tsx";
import { allWebhooks } from "#features/list-inputs.ts";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await serverTexts("events.list"))("title") });

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const EventsPage = async ({ searchParams }: Props) => {
  const filters = readEventFilters(searchOf(await searchParams));
  const [{ queryClient, trpc }, mode] = await Promise.all([serverApi(), chosenMode()]);
  await Promise.all([
    queryClient.prefetchQuery(trpc.events.log.queryOptions(eventsInput(filters, mode))),
    queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode))),
    queryClient.prefetchQuery(trpc.eventTypes.list.queryOptions()),
  ]);
  return (
    <Prefetched>
      <EventList />
    </Prefetched>
  );
};

export default EventsPage;
