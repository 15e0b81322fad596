import type { Metadata } from "next";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { getNextPageParam } from "#features/next-page.ts";
import { ActivityLog } from "#features/settings/activity.tsx";
import { activityInput } from "#features/settings/activity-input.ts";
import { allWebhooks } from "#features/webhooks/webhooks-input.ts";

export const metadata: Metadata = { title: "Activity" };

const ActivityPage = async () => {
  const { session, queryClient, trpc } = await serverApi();
  await Promise.all([
    queryClient.prefetchInfiniteQuery(trpc.audit.list.infiniteQueryOptions(activityInput(), { getNextPageParam })),
    queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks)),
  ]);
  return (
    <Prefetched>
      <ActivityLog viewerId={session.userId} />
    </Prefetched>
  );
};

export default ActivityPage;
