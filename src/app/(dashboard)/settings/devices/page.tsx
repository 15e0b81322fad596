import type { Metadata } from "next";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { Devices } from "#features/settings/devices.tsx";

export const metadata: Metadata = { title: "Signed-in devices" };

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
