import type { Metadata } from "next";
import { chosenMode } from "#app/chosen-mode.ts";
import { pageFacts } from "#app/page-facts.ts";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { homeInputs, readHomeView } from "#features/home/home-inputs.ts";
import { HomePage } from "#features/home/home-page.tsx";
import { allWebhooks, lastDay } from "#features/list-inputs.ts";

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await serverTexts("home"))("page") });

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const Page = async ({ searchParams }: Props) => {
  const [{ queryClient, trpc }, mode, { now, timeZone }, query] = await Promise.all([
    serverApi(),
    chosenMode(),
    pageFacts([]),
    searchParams,
  ]);
  const text = (name: string) => [query[name]].flat()[0] ?? null;
  const inputs = homeInputs(readHomeView({ get: text }), mode, now, timeZone);
  await Promise.all([
    queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode))),
    queryClient.prefetchQuery(trpc.webhooks.lastResponses.queryOptions({ mode })),
    queryClient.prefetchQuery(trpc.webhooks.undelivered.queryOptions({ mode })),
    queryClient.prefetchQuery(trpc.storage.get.queryOptions()),
    queryClient.prefetchQuery(trpc.stats.byWebhook.queryOptions(lastDay(mode, now))),
    ...[inputs.today, inputs.now, inputs.before].map((input) =>
      queryClient.prefetchQuery(trpc.stats.totals.queryOptions(input)),
    ),
    // A month of hours is read by the browser: in the page it would weigh more than all else.
    ...(inputs.range.isByDay ? [] : [queryClient.prefetchQuery(trpc.stats.series.queryOptions(inputs.hours))]),
  ]);
  return (
    <Prefetched>
      <HomePage />
    </Prefetched>
  );
};

export default Page;
