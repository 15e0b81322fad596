import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { chosenMode } from "#app/chosen-mode.ts";
import { Prefetched, serverApi } from "#app/server-api.tsx";
import { pageLocale } from "#app/server-texts.ts";
import { eventTypeIn } from "#domain/event-types/event-type-in.ts";
import { eventTypeTexts } from "#domain/event-types/event-type-texts.ts";
import { listEventTypes } from "#domain/event-types/list-event-types.ts";
import { schemaFields } from "#domain/event-types/schema-fields.ts";
import { withoutReferences } from "#domain/platform-types/schema-tree.ts";
import { EventTypePage } from "#features/catalog/event-type-page.tsx";
import { allWebhooks } from "#features/list-inputs.ts";
import { deps } from "#server/deps.ts";

type Props = { params: Promise<{ type: string }> };

const typeOf = async ({ params }: Props) => {
  const { type: name } = await params;
  return listEventTypes(await deps().platformTypes.read()).find(({ type }) => type === name) ?? notFound();
};

export const generateMetadata = async (props: Props): Promise<Metadata> => ({
  title: eventTypeTexts(await pageLocale(), await deps().platformTypes.read())[(await typeOf(props)).type]?.title ?? "",
});

const Page = async (props: Props) => {
  const [{ queryClient, trpc }, mode] = await Promise.all([serverApi(), chosenMode()]);
  const type = await typeOf(props);
  const locale = await pageLocale();
  const shown = eventTypeIn(type, locale);
  await queryClient.prefetchQuery(trpc.webhooks.list.queryOptions(allWebhooks(mode)));
  return (
    <Prefetched>
      <EventTypePage
        // Programs read the schema, so it stays as REST gives it.
        type={{ ...shown, schema: type.schema }}
        fields={schemaFields(withoutReferences(shown.schema), locale)}
      />
    </Prefetched>
  );
};

export default Page;
