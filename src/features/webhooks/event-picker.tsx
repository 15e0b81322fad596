"use client";

import { useQuery } from "@tanstack/react-query";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { findFamily, isOperationalFamily } from "#domain/event-types/event-families.ts";
import type { EventTypeView } from "#domain/event-types/event-type.schema.ts";
import { useMode } from "#features/current-mode.ts";
import { byFamily, eventLabel, familyLabel } from "#features/labels/event-label.ts";
import { errorText } from "#features/request-error.ts";
import { changeChoice, choiceOf, isAlias, offeredTypes } from "#features/webhooks/event-choice.ts";
import { laterKinds, PICKER_TEXTS } from "#features/webhooks/event-picker-texts.ts";
import { useTRPC } from "#trpc/client.tsx";

type Props = { value: readonly string[]; onChange: (events: string[]) => void };

export const EventPicker = ({ value, onChange }: Props) => {
  const trpc = useTRPC();
  const mode = useMode();
  const eventTypes = useQuery(trpc.eventTypes.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  if (eventTypes.isPending) return <LoadingRows rows={3} />;
  if (eventTypes.isError) {
    return <ErrorState message={errorText(eventTypes.error)} onRetry={() => eventTypes.refetch()} />;
  }
  const known = eventTypes.data.data;
  const set = (names: readonly string[], on: boolean) => onChange(changeChoice(value, names, on, known));
  return (
    <div className="flex flex-col gap-3">
      <div className="rounded-xl border border-line p-1.5">
        <Checkbox
          checked={value.includes("*")}
          onChange={(on) => set(["*"], on)}
          label={<span className="font-semibold">{PICKER_TEXTS.everything}</span>}
          hint={PICKER_TEXTS.everythingHint(known.filter((type) => type.sendable && !isAlias(type)).length)}
          mark="*"
        />
      </div>
      {byFamily(offeredTypes(known, mode, value)).map(({ family, types }) => (
        <Family key={family} family={family} types={types} known={known} value={value} set={set} />
      ))}
    </div>
  );
};

const Family = ({
  family,
  types,
  known,
  value,
  set,
}: {
  family: string;
  types: readonly EventTypeView[];
  known: readonly EventTypeView[];
  value: readonly string[];
  set: (names: readonly string[], on: boolean) => void;
}) => {
  const { isChosen, isCovered } = choiceOf(value, known);
  const ordinary = types.filter((type) => !isAlias(type));
  const aliases = types.filter(isAlias);
  const names = ordinary.map(({ type }) => type);
  const count = names.filter(isChosen).length;
  const isAllCovered = names.every(isCovered);
  const wildcard = `${family}.*`;
  return (
    <fieldset className="rounded-xl border border-line p-1.5">
      <legend className="sr-only">{familyLabel(family)}</legend>
      <div className="border-b border-line pb-1.5">
        <Checkbox
          checked={count === names.length}
          indeterminate={count > 0 && count < names.length}
          disabled={isAllCovered}
          onChange={(on) => set(names, on)}
          label={<span className="font-semibold">{`All about ${familyLabel(family).toLowerCase()}`}</span>}
          hint={findFamily(family)?.hint}
        />
      </div>
      <div className="flex flex-col pt-1.5 sm:pl-5">
        {ordinary.map((type) => (
          <TypeRow key={type.type} type={type} isChosen={isChosen} isDisabled={isCovered(type.type)} set={set} />
        ))}
        {!isOperationalFamily(family) && (
          <Checkbox
            checked={value.includes(wildcard) || value.includes("*")}
            disabled={value.includes("*")}
            onChange={(on) => set([wildcard], on)}
            label={PICKER_TEXTS.later}
            hint={laterKinds(ordinary)}
            mark={wildcard}
          />
        )}
        {aliases.length > 0 && (
          <div className="px-2.5 pt-1.5 pb-1">
            <Disclosure summary={PICKER_TEXTS.aliases} open={aliases.some(({ type }) => isChosen(type))}>
              <p className="pb-1.5 text-[0.8125rem] text-soft">{PICKER_TEXTS.aliasesHint}</p>
              <div className="-mx-2.5 flex flex-col">
                {aliases.map((type) => (
                  <TypeRow key={type.type} type={type} isChosen={isChosen} isDisabled={false} set={set} />
                ))}
              </div>
            </Disclosure>
          </div>
        )}
      </div>
    </fieldset>
  );
};

const TypeRow = ({
  type: { type, description },
  isChosen,
  isDisabled,
  set,
}: {
  type: EventTypeView;
  isChosen: (name: string) => boolean;
  isDisabled: boolean;
  set: (names: readonly string[], on: boolean) => void;
}) => (
  <Checkbox
    checked={isChosen(type)}
    disabled={isDisabled}
    onChange={(on) => set([type], on)}
    label={eventLabel(type)}
    hint={description}
    mark={type}
  />
);
