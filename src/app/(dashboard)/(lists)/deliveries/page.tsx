import type { Metadata } from "next";
import { cookies } from "next/headers";
import { chosenMode } from "#app/chosen-mode.ts";
import { searchOf } from "#app/search-of.ts";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { logInput, readLogFilters } from "#features/deliveries/log-filters.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import { DeliveryLog } from "#features/log/delivery-log.tsx";
import { readLogView, VIEW_COOKIE } from "#features/log/log-view.ts";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await serverTexts("log"))("title") });

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const DeliveriesPage = async ({ searchParams }: Props) => {
  const query = searchOf(await searchParams);
  const [{ session, queryClient, trpc }, mode] = await Promise.all([serverApi(), chosenMode()]);
  const openId = query.get("open");
  await Promise.all([
    queryClient.prefetchQuery(trpc.deliveries.log.queryOptions(logInput(readLogFilters(query), mode))),
    queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode))),
    queryClient.prefetchQuery(trpc.eventTypes.list.queryOptions()),
    queryClient.prefetchQuery(trpc.storage.get.queryOptions()),
    ...(openId ? [queryClient.prefetchQuery(trpc.deliveries.get.queryOptions({ id: openId }))] : []),
  ]);
  const view = readLogView((await cookies()).get(VIEW_COOKIE)?.value);
  return (
    <Prefetched>
      <DeliveryLog initialView={view} viewerId={session.userId} />
    </Prefetched>
  );
};

export default DeliveriesPage;
