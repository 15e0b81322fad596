import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { chosenMode } from "#app/chosen-mode.ts";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { serverTexts } from "#app/server-texts.ts";
import { StoryPage } from "#features/events/story-page.tsx";
import { allWebhooks } from "#features/list-inputs.ts";

type Props = { params: Promise<{ resourceId: string }> };

/** Next hands parts of the path over as they were written. */
const idOf = async ({ params }: Props): Promise<string> => {
  try {
    return decodeURIComponent((await params).resourceId);
  } catch {
    notFound();
  }
};

export const generateMetadata = async (props: Props): Promise<Metadata> => {
  const t = await serverTexts("events.story");
  return { title: t("title", { id: await idOf(props) }) };
};

const Page = async (props: Props) => {
  const resourceId = await idOf(props);
  const [{ queryClient, trpc }, mode] = await Promise.all([serverApi(), chosenMode()]);
  await Promise.all([
    queryClient.prefetchQuery(trpc.events.about.queryOptions({ resourceId, mode })),
    queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode))),
  ]);
  return (
    <Prefetched>
      <StoryPage resourceId={resourceId} />
    </Prefetched>
  );
};

export default Page;
