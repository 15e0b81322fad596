import type { Metadata } from "next";
import { Suspense } from "react";
import { orNotFound, Prefetched, serverApi } from "#app/server-api.tsx";
import { pageLocale, serverTexts } from "#app/server-texts.ts";
import { eventTypeTexts } from "#domain/event-types/event-type-texts.ts";
import type { Mode } from "#domain/mode.schema.ts";
import { DeliveryPage } from "#features/deliveries/delivery-page.tsx";
import { DeliverySkeleton } from "#features/deliveries/delivery-skeleton.tsx";
import { allWebhooks } from "#features/list-inputs.ts";
import { deps } from "#server/deps.ts";

type Props = { params: Promise<{ id: string }> };

/** Distinguishes several open tabs. */
export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const { id } = await params;
  const { queryClient, trpc } = await serverApi();
  const { event } = await orNotFound(queryClient.fetchQuery(trpc.deliveries.get.queryOptions({ id })));
  const t = await serverTexts("deliveries.page");
  const texts = eventTypeTexts(await pageLocale(), await deps().platformTypes.read());
  return { title: t("metaTitle", { event: texts[event]?.title ?? event }) };
};

/** Answers 404 before the page streams, so there is no `loading.tsx` above it. */
const Page = async ({ params }: Props) => {
  const { id } = await params;
  const { queryClient, trpc } = await serverApi();
  const { mode } = await orNotFound(queryClient.fetchQuery(trpc.deliveries.get.queryOptions({ id })));
  return (
    <Suspense fallback={<DeliverySkeleton />}>
      <Delivery id={id} mode={mode} />
    </Suspense>
  );
};

const Delivery = async ({ id, mode }: { id: string; mode: Mode }) => {
  const { session, queryClient, trpc } = await serverApi();
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
