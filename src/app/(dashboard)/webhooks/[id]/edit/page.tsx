import type { Metadata } from "next";
import { orNotFound, Prefetched, serverApi } from "#app/server-api.tsx";
import { AdminPage } from "#features/auth/role.tsx";
import { EditWebhook } from "#features/webhooks/edit-webhook.tsx";

export const metadata: Metadata = { title: "Edit webhook" };

type Props = { params: Promise<{ id: string }> };

const Page = async ({ params }: Props) => {
  const { id } = await params;
  const { queryClient, trpc } = await serverApi();
  await Promise.all([
    orNotFound(queryClient.fetchQuery(trpc.webhooks.get.queryOptions({ id }))),
    queryClient.prefetchQuery(trpc.eventTypes.list.queryOptions()),
  ]);
  return (
    <Prefetched>
      <AdminPage>
        <EditWebhook id={id} />
      </AdminPage>
    </Prefetched>
  );
};

export default Page;
