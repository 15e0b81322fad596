"use client";

import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Input } from "#components/ui/input.tsx";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import { useMode } from "#features/current-mode.ts";
import { byFamily } from "#features/labels/event-family.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { errorText } from "#features/request-error.ts";
import { changeChoice, choiceOf, isAlias, offeredTypes } from "#features/webhooks/form/event-choice.ts";
import { EventFamily, type PickerState, TypeRow } from "#features/webhooks/form/event-family.tsx";
import { useTRPC } from "#trpc/client.tsx";

type Props = { value: readonly string[]; onChange: (events: string[]) => void };

/** Choice of event types: families, closed until needed, with counts; a search shows matching types only. */
export const EventPicker = ({ value, onChange }: Props) => {
  const t = useTranslations("webhooks.form.events");
  const trpc = useTRPC();
  const mode = useMode();
  const { label, description, family } = useEventWords();
  const [text, setText] = useState("");
  const [isNew] = useState(value.length === 0);
  const eventTypes = useQuery(trpc.eventTypes.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  if (eventTypes.isPending) return <LoadingRows rows={3} />;
  if (eventTypes.isError) {
    return <ErrorState message={errorText(eventTypes.error)} onRetry={() => eventTypes.refetch()} />;
  }
  const known = eventTypes.data.data;
  const state: PickerState = {
    value,
    ...choiceOf(value, known),
    set: (names, on) => onChange(changeChoice(value, names, on, known)),
  };
  const offered = offeredTypes(known, mode, value);
  const chosen = offered.filter(({ type }) => state.isChosen(type)).length;
  const wanted = text.trim().toLowerCase();
  const isMatch = ({ type }: EventTypeView) =>
    [type, label(type), description(type), family(type.split(".")[0] ?? "")].some((words) =>
      words.toLowerCase().includes(wanted),
    );
  const matches = offered.filter(isMatch);
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="relative min-w-52 flex-1">
          <Search
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-faint"
          />
          <Input
            type="search"
            aria-label={t("search")}
            placeholder={t("search")}
            autoComplete="off"
            className="pl-9"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <span role="status" className="text-[0.8125rem] text-soft tabular-nums">
          {t("chosen", { count: chosen })}
        </span>
      </div>
      {wanted !== "" ? (
        <ul className="flex flex-col rounded-xl border border-line p-1.5">
          {matches.length === 0 && <li className="px-2.5 py-2 text-soft">{t("noMatch", { text: text.trim() })}</li>}
          {matches.map((type) => (
            <li key={type.type}>
              <TypeRow type={type} state={state} isFixed={!isAlias(type) && state.isCovered(type.type)} />
            </li>
          ))}
        </ul>
      ) : (
        <>
          <div className="rounded-xl border border-line p-1.5">
            <Checkbox
              checked={value.includes("*")}
              onChange={(on) => state.set(["*"], on)}
              label={<span className="font-semibold">{t("everything")}</span>}
              hint={t("everythingHint", { count: known.filter((type) => type.sendable && !isAlias(type)).length })}
              mark="*"
            />
          </div>
          <div className="flex flex-col divide-y divide-line rounded-xl border border-line">
            {byFamily(offered).map(({ family: name, types }, index) => (
              <EventFamily key={name} family={name} types={types} state={state} startsOpen={isNew && index === 0} />
            ))}
          </div>
        </>
      )}
    </div>
  );
};
