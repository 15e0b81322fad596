import type { Metadata } from "next";
import { inspectorPathOf } from "#app/inspector-address.ts";
import { orNotFound, Prefetched, serverApi } from "#app/server-api.tsx";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import { fallbacks } from "#domain/subscriptions/webhook-fields.schema.ts";
import { env } from "#env.ts";
import { webhookName } from "#features/labels/webhook-name.ts";
import { recentDeliveries } from "#features/list-inputs.ts";
import { WebhookPage } from "#features/webhooks/page/webhook-page.tsx";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Distinguishes several open tabs. */
export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const { id } = await params;
  const { queryClient, trpc } = await serverApi();
  return { title: webhookName(await orNotFound(queryClient.fetchQuery(trpc.webhooks.get.queryOptions({ id })))) };
};

const Page = async ({ params, searchParams }: Props) => {
  const { id } = await params;
  const { tab } = await searchParams;
  const { queryClient, trpc } = await serverApi();
  const webhook = await orNotFound(queryClient.fetchQuery(trpc.webhooks.get.queryOptions({ id })));
  await Promise.all([
    queryClient.prefetchQuery(trpc.webhooks.missed.queryOptions({ id })),
    queryClient.prefetchQuery(trpc.recoveries.latest.queryOptions({ id })),
    prefetchTab(tab, webhook),
  ]);
  return (
    <Prefetched>
      <WebhookPage
        id={id}
        headerPrefix={env().WEBHOOK_HEADER_PREFIX}
        inspectorPath={inspectorPathOf(webhook.url)}
        fallbacks={fallbacks}
      />
    </Prefetched>
  );
};

/** Reads what the opened part of the page shows; the other parts are read when they are opened. */
const prefetchTab = async (tab: string | string[] | undefined, webhook: WebhookView): Promise<unknown> => {
  const { queryClient, trpc } = await serverApi();
  const { id } = webhook;
  switch (tab) {
    case "deliveries":
      return queryClient.prefetchQuery(trpc.deliveries.list.queryOptions(recentDeliveries(webhook)));
    case "settings":
    case "test":
      return Promise.all([
        queryClient.prefetchQuery(trpc.eventTypes.list.queryOptions()),
        queryClient.prefetchQuery(trpc.webhooks.health.queryOptions({ id })),
      ]);
    case "secret":
      return null;
    default:
      return Promise.all([
        queryClient.prefetchQuery(trpc.eventTypes.list.queryOptions()),
        queryClient.prefetchQuery(trpc.webhooks.health.queryOptions({ id })),
        queryClient.prefetchQuery(trpc.webhooks.upcoming.queryOptions({ id })),
        queryClient.prefetchQuery(trpc.deliveries.list.queryOptions(recentDeliveries(webhook))),
        queryClient.prefetchQuery(trpc.webhooks.healthHistory.queryOptions({ id })),
        queryClient.prefetchQuery(trpc.webhooks.versionPreview.queryOptions({ id })),
      ]);
  }
};

export default Page;
