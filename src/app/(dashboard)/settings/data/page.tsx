import type { Metadata } from "next";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { Data } from "#features/settings/data/data.tsx";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("settings.data"))("title"),
});

const DataPage = async () => {
  const { queryClient, trpc } = await serverApi();
  await Promise.all([
    queryClient.prefetchQuery(trpc.storage.keptTimes.queryOptions()),
    queryClient.prefetchQuery(trpc.storage.get.queryOptions()),
  ]);
  return (
    <Prefetched>
      <Data />
    </Prefetched>
  );
};

export default DataPage;
