import type { Metadata } from "next";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { getNextPageParam, membersInput } from "#features/list-inputs.ts";
import { Members } from "#features/settings/members/members.tsx";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("settings.members"))("title"),
});

const MembersPage = async () => {
  const { session, queryClient, trpc } = await serverApi();
  await Promise.all([
    queryClient.prefetchInfiniteQuery(trpc.members.list.infiniteQueryOptions(membersInput, { getNextPageParam })),
    queryClient.prefetchQuery(trpc.members.invites.queryOptions()),
  ]);
  return (
    <Prefetched>
      <Members viewerId={session.userId} />
    </Prefetched>
  );
};

export default MembersPage;
