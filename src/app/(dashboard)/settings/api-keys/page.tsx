import type { Metadata } from "next";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { allApiKeys } from "#features/list-inputs.ts";
import { ApiKeys } from "#features/settings/api-keys.tsx";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("settings.apiKeys"))("title"),
});

const ApiKeysPage = async () => {
  const { queryClient, trpc } = await serverApi();
  await queryClient.prefetchQuery(trpc.apiKeys.list.queryOptions(allApiKeys));
  return (
    <Prefetched>
      <ApiKeys />
    </Prefetched>
  );
};

export default ApiKeysPage;
