import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { EventOutcome } from "#domain/deliveries/outcome.schema.ts";
import type { Happening } from "#features/playground/week/stored-state.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Deliveries by id of the event that an act sent: of this event first, then of events derived from it. */
export const useOutcomes = (happenings: readonly Happening[]) => {
  const trpc = useTRPC();
  const eventIds = happenings.flatMap(({ eventId }) => eventId ?? []).slice(0, 50);
  const query = useQuery(
    trpc.deliveries.outcomes.queryOptions(
      { eventIds },
      { enabled: eventIds.length > 0, placeholderData: keepPreviousData },
    ),
  );
  const outcomes: readonly EventOutcome[] = eventIds.length === 0 ? [] : (query.data ?? []);
  return {
    byEvent: Map.groupBy(outcomes, ({ eventId, sourceEventId }) => sourceEventId ?? eventId),
    query,
  };
};
