import type { Metadata } from "next";
import { chosenMode } from "#app/chosen-mode.ts";
import { inspectorUrlOf } from "#app/inspector-address.ts";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { fallbacks } from "#domain/subscriptions/webhook-fields.schema.ts";
import { AdminPage } from "#features/auth/role.tsx";
import { allWebhooks } from "#features/list-inputs.ts";
import { CreateWebhook } from "#features/webhooks/form/create-webhook.tsx";
import { offeredTypes } from "#features/webhooks/form/event-choice.ts";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("webhooks.form"))("newTitle"),
});

type Props = { searchParams: Promise<{ event?: string | string[] }> };

const NewWebhookPage = async ({ searchParams }: Props) => {
  const [{ session, queryClient, trpc }, mode, { event = [] }] = await Promise.all([
    serverApi(),
    chosenMode(),
    searchParams,
  ]);
  const [webhooks, eventTypes] = await Promise.all([
    queryClient.fetchQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode))),
    queryClient.fetchQuery(trpc.eventTypes.list.queryOptions()),
  ]);
  const offered = offeredTypes(eventTypes.data, mode, []).map(({ type }) => type);
  const inspectorUrl = inspectorUrlOf(session.tenantId);
  const isFree = !webhooks.data.some(({ url }) => url === inspectorUrl);
  return (
    <Prefetched>
      <AdminPage>
        <CreateWebhook
          inspectorUrl={isFree ? inspectorUrl : null}
          prefill={webhooks.data.length === 0}
          events={offered.filter((type) => [event].flat().includes(type))}
          fallbacks={fallbacks}
        />
      </AdminPage>
    </Prefetched>
  );
};

export default NewWebhookPage;
