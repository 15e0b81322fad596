import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import { useNow } from "#components/ui/time.tsx";
import { relativeTime } from "#components/ui/time-text.ts";
import type { EventView } from "#domain/events/event.schema.ts";
import type { EventWords } from "#features/labels/build-event-words.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import type { TestDraft } from "#features/playground/use-test-draft.ts";
import type { Locale } from "#features/translate.ts";
import { useTRPC } from "#trpc/client.tsx";

/** Events that the list offers. Older ones are chosen by ID. */
const PAST_EVENTS = { limit: 20, status: ["accepted" as const] };
const BY_ID = "by-id";

type Props = { draft: TestDraft; disabled: boolean };

/** Chooses the sample of a type, or a past event. */
export const TestEventPicker = ({ draft, disabled }: Props) => {
  const t = useTranslations("playground.test");
  const { label } = useEventWords();
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <Segmented
        label={t("source")}
        items={[
          { value: "sample", label: t("sample") },
          { value: "past", label: t("past") },
        ]}
        value={draft.source}
        onChange={draft.setSource}
      />
      {draft.source === "sample" ? (
        <Select
          label={t("sampleType")}
          items={draft.types.map((type) => ({ value: type, label: label(type), hint: type }))}
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
};

const PastEvent = ({ draft, disabled }: Props) => {
  const t = useTranslations("playground.test");
  const locale = useLocale();
  const words = useEventWords();
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
          label={t("pastEvent")}
          items={[
            ...(draft.eventId === "" && !isById ? [{ value: "", label: t("pastEvent") }] : []),
            ...events.map((event) => itemOf(event, { now, locale, words })),
            { value: BY_ID, label: t("byId") },
          ]}
          value={isById ? BY_ID : draft.eventId}
          onChange={choose}
          disabled={disabled}
          className="sm:min-w-72"
        />
      ) : (
        recent.isSuccess && <p className="text-[0.8125rem] text-faint">{t("noPast")}</p>
      )}
      {isTyped && (
        <Field label={t("eventId")} hint={t("eventIdHint")}>
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

const itemOf = (
  { id, event, resourceId, createdAt }: EventView,
  { now, locale, words }: { now: number; locale: Locale; words: EventWords },
) => ({
  value: id,
  label: words.label(event),
  hint: [relativeTime(Date.parse(createdAt), now, locale), resourceId].filter(Boolean).join(" · "),
});
