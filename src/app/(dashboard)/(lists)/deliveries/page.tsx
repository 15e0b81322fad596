import type { Metadata } from "next";
import { chosenMode } from "#app/chosen-mode.ts";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { DeliveryLog } from "#features/deliveries/delivery-log.tsx";
import { logInput, readLogFilters } from "#features/deliveries/log-filters.ts";
import { allWebhooks, getNextPageParam } from "#features/list-inputs.ts";

export const metadata: Metadata = { title: "Deliveries" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const DeliveriesPage = async ({ searchParams }: Props) => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(await searchParams)) if (typeof value === "string") query.set(name, value);
  const filters = readLogFilters(query);
  const [{ queryClient, trpc }, mode] = await Promise.all([serverApi(), chosenMode()]);
  await Promise.all([
    queryClient.prefetchInfiniteQuery(
      trpc.deliveries.list.infiniteQueryOptions(logInput(filters, mode), { getNextPageParam }),
    ),
    queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode))),
    queryClient.prefetchQuery(trpc.eventTypes.list.queryOptions()),
    queryClient.prefetchQuery(trpc.storage.get.queryOptions()),
  ]);
  return (
    <Prefetched>
      <DeliveryLog />
    </Prefetched>
  );
};

export default DeliveriesPage;
