import type { Metadata } from "next";
import { orNotFound, Prefetched, serverApi } from "#app/server-api.tsx";
import { pageLocale, serverTexts } from "#app/server-texts.ts";
import { eventTypeTexts } from "#domain/event-types/event-type-texts.ts";
import { DeliveryPage } from "#features/deliveries/delivery-page.tsx";
import { allWebhooks } from "#features/list-inputs.ts";

type Props = { params: Promise<{ id: string }> };

/** Distinguishes several open tabs. */
export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const { id } = await params;
  const { queryClient, trpc } = await serverApi();
  const { event } = await orNotFound(queryClient.fetchQuery(trpc.deliveries.get.queryOptions({ id })));
  const t = await serverTexts("deliveries.page");
  return { title: t("metaTitle", { event: eventTypeTexts(await pageLocale())[event]?.title ?? event }) };
};

const Page = async ({ params }: Props) => {
  const { id } = await params;
  const { session, queryClient, trpc } = await serverApi();
  const { mode } = await orNotFound(queryClient.fetchQuery(trpc.deliveries.get.queryOptions({ id })));
  await Promise.all([
    queryClient.prefetchQuery(trpc.deliveries.plan.queryOptions({ id })),
    queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode))),
  ]);
  return (
    <Prefetched>
      <DeliveryPage id={id} viewerId={session.userId} />
    </Prefetched>
  );
};

export default Page;
