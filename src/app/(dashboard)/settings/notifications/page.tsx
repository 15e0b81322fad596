import type { Metadata } from "next";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { Notifications } from "#features/settings/notifications.tsx";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("settings.notifications"))("title"),
});

const NotificationsPage = async () => {
  const { queryClient, trpc } = await serverApi();
  await queryClient.prefetchQuery(trpc.account.emails.queryOptions());
  return (
    <Prefetched>
      <Notifications />
    </Prefetched>
  );
};

export default NotificationsPage;
