import type { Metadata } from "next";
import { orNotFound, Prefetched, serverApi } from "#app/server-api.tsx";
import { pageLocale, serverTexts } from "#app/server-texts.ts";
import { eventTypeTexts } from "#domain/event-types/event-type-texts.ts";
import { EventPage } from "#features/events/event-page.tsx";
import { buildEventWords } from "#features/labels/build-event-words.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import { deps } from "#server/deps.ts";

type Props = { params: Promise<{ id: string }> };

/** Distinguishes several open tabs. */
export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const { id } = await params;
  const { queryClient, trpc } = await serverApi();
  const { event } = await orNotFound(queryClient.fetchQuery(trpc.events.get.queryOptions({ id })));
  const texts = eventTypeTexts(await pageLocale(), await deps().platformTypes.read());
  const words = buildEventWords(await serverTexts("labels"), await pageLocale(), texts);
  return { title: (await serverTexts("events.page"))("tab", { name: words.label(event) }) };
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
