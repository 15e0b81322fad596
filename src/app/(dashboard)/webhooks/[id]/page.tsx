import type { Metadata } from "next";
import { inspectorPathOf } from "#app/inspector-address.ts";
import { orNotFound, Prefetched, serverApi } from "#app/server-api.tsx";
import { env } from "#env.ts";
import { webhookName } from "#features/labels/webhook-name.ts";
import { recentDeliveries } from "#features/list-inputs.ts";
import { WebhookPage } from "#features/webhooks/webhook-page.tsx";

type Props = { params: Promise<{ id: string }> };

/** Distinguishes several open tabs. */
export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const { id } = await params;
  const { queryClient, trpc } = await serverApi();
  return { title: webhookName(await orNotFound(queryClient.fetchQuery(trpc.webhooks.get.queryOptions({ id })))) };
};

const Page = async ({ params }: Props) => {
  const { id } = await params;
  const { queryClient, trpc } = await serverApi();
  const webhook = await orNotFound(queryClient.fetchQuery(trpc.webhooks.get.queryOptions({ id })));
  await Promise.all([
    queryClient.prefetchQuery(trpc.deliveries.list.queryOptions(recentDeliveries(webhook))),
    queryClient.prefetchQuery(trpc.eventTypes.list.queryOptions()),
    queryClient.prefetchQuery(trpc.webhooks.health.queryOptions({ id })),
    queryClient.prefetchQuery(trpc.webhooks.upcoming.queryOptions({ id })),
    queryClient.prefetchQuery(trpc.webhooks.missed.queryOptions({ id })),
    queryClient.prefetchQuery(trpc.recoveries.latest.queryOptions({ id })),
  ]);
  return (
    <Prefetched>
      <WebhookPage id={id} headerPrefix={env().WEBHOOK_HEADER_PREFIX} inspectorPath={inspectorPathOf(webhook.url)} />
    </Prefetched>
  );
};

export default Page;
