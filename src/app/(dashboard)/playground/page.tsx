import type { Metadata } from "next";
import { inspectorPathOf, playgroundInspectorUrlOf } from "#app/inspector-address.ts";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import { Playground } from "#features/playground/week/playground.tsx";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("playground.week"))("title"),
});

const PlaygroundPage = async () => {
  const { queryClient, trpc, session } = await serverApi();
  await queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks("test")));
  const url = playgroundInspectorUrlOf(session.tenantId);
  const path = url === null ? null : inspectorPathOf(url);
  return (
    <Prefetched>
      <Playground inspector={url && path ? { url, path } : null} />
    </Prefetched>
  );
};

export default PlaygroundPage;
