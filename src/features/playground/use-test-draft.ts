import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatJson } from "#components/ui/format-json.ts";
import { jsonPlaces } from "#components/ui/json-places.ts";
import { isWildcard, typesMeantBy } from "#domain/event-types/wildcards.ts";
import type { WebhookView } from "#domain/subscriptions/webhook.schema.ts";
import type { TestChoice } from "#features/playground/use-send-test.ts";
import { useTRPC } from "#trpc/client.tsx";

export type TestSource = "sample" | "past";
export type TestDraft = ReturnType<typeof useTestDraft>;

/** State of what a test will send. Another source or event drops the edited text. */
export const useTestDraft = (webhook: Pick<WebhookView, "events" | "mode">, onOtherEvent: () => void) => {
  const trpc = useTRPC();
  const eventTypes = useQuery(trpc.eventTypes.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  const known = eventTypes.data?.data ?? [];
  // Event types of this webhook come first.
  const own = [
    ...webhook.events.filter((name) => !isWildcard(name)),
    ...typesMeantBy(webhook.events, known).map(nameOf),
  ];
  const types = [...new Set([...own, ...known.map(nameOf)])];

  const [source, setSource] = useState<TestSource>("sample");
  const [chosenType, setType] = useState<string | null>(null);
  const [eventId, setEventId] = useState("");
  const [isEditing, setEditing] = useState(false);
  const [edited, setEdited] = useState<string | null>(null);
  const forgetEdits = () => {
    setEdited(null);
    onOtherEvent();
  };
  const event = chosenType ?? types[0] ?? "appointment.created";
  const isPast = source === "past";
  const past = useQuery({
    ...trpc.events.get.queryOptions({ id: eventId }),
    enabled: isPast && isEditing && eventId !== "",
  });

  const sample = known.find(({ type }) => type === event)?.sample;
  const base = isPast ? pastText(past.data?.payloadText ?? null) : sample ? JSON.stringify(sample, null, 2) : null;
  const isChanged = edited !== null && edited !== base;
  const dataText = isChanged ? edited : undefined;
  const choice: TestChoice | null = !isPast ? { event, dataText } : eventId ? { eventId, dataText } : null;

  return {
    types,
    mode: webhook.mode,
    source,
    event,
    eventId,
    isEditing,
    isChanged,
    text: edited ?? base ?? "",
    /** Null while nothing can be sent. */
    choice,
    /** Loading state of the past event's data; the editor shows it. */
    past: isPast && base === null && edited === null ? past : null,
    setSource: (next: TestSource) => {
      setSource(next);
      forgetEdits();
    },
    setType: (next: string) => {
      setType(next);
      forgetEdits();
    },
    setEventId: (next: string) => {
      setEventId(next);
      forgetEdits();
    },
    setEditing,
    setText: setEdited,
    reset: () => setEdited(null),
  };
};

const nameOf = ({ type }: { type: string }): string => type;

/** Cuts `data` out of the body as it was sent, so that each digit stays. */
const pastText = (payload: string | null): string | null => {
  const place = payload === null ? undefined : jsonPlaces(payload).get("data");
  return payload && place ? formatJson(payload.slice(place.start, place.end)) : null;
};
