import type { Metadata } from "next";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { activityInput, allWebhooks, getNextPageParam } from "#features/list-inputs.ts";
import { ActivityLog } from "#features/settings/activity/activity-log.tsx";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("settings.activity"))("title"),
});

const ActivityPage = async () => {
  const { session, queryClient, trpc } = await serverApi();
  await Promise.all([
    queryClient.prefetchInfiniteQuery(trpc.audit.list.infiniteQueryOptions(activityInput(), { getNextPageParam })),
    queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks("live"))),
    queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks("test"))),
  ]);
  return (
    <Prefetched>
      <ActivityLog viewerId={session.userId} />
    </Prefetched>
  );
};

export default ActivityPage;
