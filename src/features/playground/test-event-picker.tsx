import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import { useNow } from "#components/ui/time.tsx";
import { relativeTime } from "#components/ui/time-text.ts";
import type { EventView } from "#domain/events/event.schema.ts";
import { eventLabel } from "#features/labels/event-label.ts";
import { TEST_TEXTS } from "#features/playground/test-texts.ts";
import type { TestDraft } from "#features/playground/use-test-draft.ts";
import { useTRPC } from "#trpc/client.tsx";

const SOURCES = [
  { value: "sample", label: TEST_TEXTS.sample },
  { value: "past", label: TEST_TEXTS.past },
] as const;

/** Events that the list offers. Older ones are chosen by ID. */
const PAST_EVENTS = { limit: 20, status: ["accepted" as const] };
const BY_ID = "by-id";

type Props = { draft: TestDraft; disabled: boolean };

/** Chooses the sample of a type, or a past event. */
export const TestEventPicker = ({ draft, disabled }: Props) => (
  <div className="flex min-w-0 flex-col gap-2">
    <Segmented label={TEST_TEXTS.source} items={SOURCES} value={draft.source} onChange={draft.setSource} />
    {draft.source === "sample" ? (
      <Select
        label={TEST_TEXTS.sampleType}
        items={draft.types.map((type) => ({ value: type, label: eventLabel(type), hint: type }))}
        value={draft.event}
        onChange={draft.setType}
        disabled={disabled}
        className="sm:min-w-72"
      />
    ) : (
      <PastEvent draft={draft} disabled={disabled} />
    )}
  </div>
);

const PastEvent = ({ draft, disabled }: Props) => {
  const trpc = useTRPC();
  const now = useNow();
  const recent = useQuery(trpc.events.list.queryOptions({ ...PAST_EVENTS, mode: draft.mode }));
  const [isById, setById] = useState(false);
  const events = (recent.data?.data ?? []).filter(({ test }) => !test);
  const isTyped = isById || (recent.isSuccess && events.length === 0);
  const choose = (value: string) => {
    setById(value === BY_ID);
    draft.setEventId(value === BY_ID ? "" : value);
  };
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {events.length > 0 ? (
        <Select
          label={TEST_TEXTS.pastEvent}
          items={[
            ...(draft.eventId === "" && !isById ? [{ value: "", label: TEST_TEXTS.pastEvent }] : []),
            ...events.map((event) => itemOf(event, now)),
            { value: BY_ID, label: TEST_TEXTS.byId },
          ]}
          value={isById ? BY_ID : draft.eventId}
          onChange={choose}
          disabled={disabled}
          className="sm:min-w-72"
        />
      ) : (
        recent.isSuccess && <p className="text-[0.8125rem] text-faint">{TEST_TEXTS.noPast}</p>
      )}
      {isTyped && (
        <Field label={TEST_TEXTS.eventId} hint={TEST_TEXTS.eventIdHint}>
          {(control) => (
            <Input
              {...control}
              mono
              value={draft.eventId}
              onChange={(event) => draft.setEventId(event.target.value.trim())}
              maxLength={64}
              spellCheck={false}
              autoComplete="off"
            />
          )}
        </Field>
      )}
    </div>
  );
};

const itemOf = ({ id, event, resourceId, createdAt }: EventView, now: number) => ({
  value: id,
  label: eventLabel(event),
  hint: [relativeTime(Date.parse(createdAt), now), resourceId].filter(Boolean).join(" · "),
});
