import type { Metadata } from "next";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { Account } from "#features/settings/account.tsx";

export const metadata: Metadata = { title: "Your account" };

const AccountPage = async () => {
  const { queryClient, trpc } = await serverApi();
  await queryClient.prefetchQuery(trpc.account.get.queryOptions());
  return (
    <Prefetched>
      <Account />
    </Prefetched>
  );
};

export default AccountPage;
