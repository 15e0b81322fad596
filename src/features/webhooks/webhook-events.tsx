"use client";

import { useQuery } from "@tanstack/react-query";
import { isWildcard, typesMeantBy } from "#domain/event-types/wildcards.ts";
import { eventLabel } from "#features/labels/event-label.ts";
import { isAlias } from "#features/webhooks/event-choice.ts";
import { wildcardMeaning } from "#features/webhooks/event-picker-texts.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Lists the events of a webhook, and the kinds for which a wildcard stands today. */
export const WebhookEvents = ({ events }: { events: readonly string[] }) => {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.eventTypes.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  return (
    <ul className="flex flex-col gap-0.5">
      {events.map((name) => (
        <li key={name} title={name}>
          {isWildcard(name) ? (
            <>
              <span>{eventLabel(name)}</span>
              {data && (
                <span className="block text-[0.8125rem] text-faint">
                  {wildcardMeaning(
                    name,
                    typesMeantBy([name], data.data).filter((type) => !isAlias(type)),
                  )}
                </span>
              )}
            </>
          ) : (
            <span>{eventLabel(name)}</span>
          )}
        </li>
      ))}
    </ul>
  );
};
