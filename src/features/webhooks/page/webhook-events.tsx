"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "use-intl";
import { isWildcard, typesMeantBy } from "#domain/event-types/wildcards.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { isAlias } from "#features/webhooks/form/event-choice.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Lists the events of a webhook, and the types for which a wildcard stands today. */
export const WebhookEvents = ({ events }: { events: readonly string[] }) => {
  const t = useTranslations("webhooks.about");
  const format = useFormatter();
  const { label } = useEventWords();
  const trpc = useTRPC();
  const { data } = useQuery(trpc.eventTypes.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  const meaning = (wildcard: string, known: NonNullable<typeof data>["data"]) => {
    const types = typesMeantBy([wildcard], known).filter((type) => !isAlias(type));
    if (wildcard === "*") return t("todayAll", { count: types.length });
    return t("today", { types: format.list(types.map(({ type }) => label(type))) });
  };
  return (
    <ul className="flex flex-col gap-0.5">
      {events.map((name) => (
        <li key={name} title={name}>
          <span>{label(name)}</span>
          {isWildcard(name) && data && (
            <span className="block text-[0.8125rem] text-faint">{meaning(name, data.data)}</span>
          )}
        </li>
      ))}
    </ul>
  );
};
