import type { Metadata } from "next";
import { chosenMode } from "#app/chosen-mode.ts";
import { pageFacts } from "#app/page-facts.ts";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { allWebhooks, lastDay } from "#features/list-inputs.ts";
import { WebhookList } from "#features/webhooks/webhook-list.tsx";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await serverTexts("webhookList"))("title") });

const WebhooksPage = async () => {
  const [{ queryClient, trpc }, mode, { now }] = await Promise.all([serverApi(), chosenMode(), pageFacts([])]);
  await Promise.all([
    queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode))),
    queryClient.prefetchQuery(trpc.stats.byWebhook.queryOptions(lastDay(mode, now))),
    queryClient.prefetchQuery(trpc.webhooks.lastResponses.queryOptions({ mode })),
    queryClient.prefetchQuery(trpc.storage.get.queryOptions()),
  ]);
  return (
    <Prefetched>
      <WebhookList />
    </Prefetched>
  );
};

export default WebhooksPage;
