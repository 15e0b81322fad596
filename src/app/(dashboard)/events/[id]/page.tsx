import type { Metadata } from "next";
import { orNotFound, Prefetched, serverApi } from "#app/server-api.tsx";
import { EventPage } from "#features/events/event-page.tsx";
import { eventLabel } from "#features/labels/event-label.ts";
import { allWebhooks } from "#features/list-inputs.ts";

type Props = { params: Promise<{ id: string }> };

/** Distinguishes several open tabs. */
export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const { id } = await params;
  const { queryClient, trpc } = await serverApi();
  const { event } = await orNotFound(queryClient.fetchQuery(trpc.events.get.queryOptions({ id })));
  return { title: `Event: ${eventLabel(event)}` };
};

const Page = async ({ params }: Props) => {
  const { id } = await params;
  const { queryClient, trpc } = await serverApi();
  const { mode } = await orNotFound(queryClient.fetchQuery(trpc.events.get.queryOptions({ id })));
  await queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode)));
  return (
    <Prefetched>
      <EventPage id={id} />
    </Prefetched>
  );
};

export default Page;
