import type { Metadata } from "next";
import { chosenMode } from "#app/chosen-mode.ts";
import { inspectorUrlOf } from "#app/inspector-address.ts";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { fallbacks } from "#domain/subscriptions/webhook-fields.schema.ts";
import { AdminPage } from "#features/auth/role.tsx";
import { allWebhooks } from "#features/list-inputs.ts";
import { CreateWebhook } from "#features/webhooks/form/create-webhook.tsx";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("webhooks.form"))("newTitle"),
});

const NewWebhookPage = async () => {
  const [{ session, queryClient, trpc }, mode] = await Promise.all([serverApi(), chosenMode()]);
  const [webhooks] = await Promise.all([
    queryClient.fetchQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode))),
    queryClient.prefetchQuery(trpc.eventTypes.list.queryOptions()),
  ]);
  const inspectorUrl = inspectorUrlOf(session.tenantId);
  const isFree = !webhooks.data.some(({ url }) => url === inspectorUrl);
  return (
    <Prefetched>
      <AdminPage>
        <CreateWebhook
          inspectorUrl={isFree ? inspectorUrl : null}
          prefill={webhooks.data.length === 0}
          fallbacks={fallbacks}
        />
      </AdminPage>
    </Prefetched>
  );
};

export default NewWebhookPage;
