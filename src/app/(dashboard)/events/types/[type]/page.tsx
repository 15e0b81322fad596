import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { chosenMode } from "#app/chosen-mode.ts";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { EventTypePage } from "#features/catalog/event-type-page.tsx";
import { allWebhooks } from "#features/list-inputs.ts";

type Props = { params: Promise<{ type: string }> };

const typeOf = async ({ params }: Props) => {
  const { type: name } = await params;
  return listEventTypes().find(({ type }) => type === name) ?? notFound();
};

export const generateMetadata = async (props: Props): Promise<Metadata> => ({ title: (await typeOf(props)).title });

const Page = async (props: Props) => {
  const [{ queryClient, trpc }, mode] = await Promise.all([serverApi(), chosenMode()]);
  const type = await typeOf(props);
  await queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode)));
  return (
    <Prefetched>
      <EventTypePage type={type} />
    </Prefetched>
  );
};

export default Page;
