import type { Metadata } from "next";
import { cookies } from "next/headers";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { isLocale, LOCALE_COOKIE } from "#features/locale.ts";
import { Account } from "#features/settings/account.tsx";

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await serverTexts("settings.account"))("title"),
});

const AccountPage = async () => {
  const { queryClient, trpc } = await serverApi();
  await queryClient.prefetchQuery(trpc.account.get.queryOptions());
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value;
  return (
    <Prefetched>
      <Account chosenLocale={isLocale(chosen) ? chosen : null} />
    </Prefetched>
  );
};

export default AccountPage;
