import type { Metadata } from "next";
import { chosenMode } from "#app/chosen-mode.ts";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { CatalogList } from "#features/catalog/catalog-list.tsx";
import { allWebhooks } from "#features/list-inputs.ts";
import { deps } from "#server/deps.ts";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await serverTexts("catalog"))("title") });

const EventTypesPage = async () => {
  const [{ queryClient, trpc }, mode] = await Promise.all([serverApi(), chosenMode()]);
  await queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode)));
  const types = listEventTypes(await deps().platformTypes.read()).map(({ type, sendable, derivedFrom }) => ({
    type,
    sendable,
    derivedFrom,
  }));
  return (
    <Prefetched>
      <CatalogList types={types} />
    </Prefetched>
  );
};

export default EventTypesPage;
