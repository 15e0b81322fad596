import type { Metadata } from "next";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { Devices } from "#features/settings/devices.tsx";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("settings.devices"))("title"),
});

const DevicesPage = async () => {
  const { queryClient, trpc } = await serverApi();
  await queryClient.prefetchQuery(trpc.account.sessions.queryOptions());
  return (
    <Prefetched>
      <Devices />
    </Prefetched>
  );
};

export default DevicesPage;
