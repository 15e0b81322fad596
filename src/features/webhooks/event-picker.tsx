"use client";

import { useQuery } from "@tanstack/react-query";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { ErrorState, LoadingRows } from "#components/ui/states.tsx";
import { findFamily } from "#domain/event-types/event-families.ts";
import { byFamily, eventLabel, familyLabel } from "#features/labels/event-label.ts";
import { errorText } from "#features/request-error.ts";
import { useTRPC } from "#trpc/client.tsx";

export const EventPicker = ({
  value,
  onChange,
}: {
  value: readonly string[];
  onChange: (events: string[]) => void;
}) => {
  const trpc = useTRPC();
  const eventTypes = useQuery(trpc.eventTypes.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  if (eventTypes.isPending) return <LoadingRows rows={3} />;
  if (eventTypes.isError) {
    return <ErrorState message={errorText(eventTypes.error)} onRetry={() => eventTypes.refetch()} />;
  }

  const chosen = new Set(value);
  const set = (types: readonly string[], on: boolean) => {
    const next = new Set(chosen);
    for (const type of types) on ? next.add(type) : next.delete(type);
    onChange(eventTypes.data.data.map(({ type }) => type).filter((type) => next.has(type)));
  };

  return (
    <div className="flex flex-col gap-3">
      {byFamily(eventTypes.data.data).map(({ family, types }) => {
        const names = types.map(({ type }) => type);
        const count = names.filter((name) => chosen.has(name)).length;
        return (
          <fieldset key={family} className="rounded-xl border border-line p-1.5">
            <legend className="sr-only">{familyLabel(family)}</legend>
            <div className="border-b border-line pb-1.5">
              <Checkbox
                checked={count === names.length}
                indeterminate={count > 0 && count < names.length}
                onChange={(on) => set(names, on)}
                label={<span className="font-semibold">{`All about ${familyLabel(family).toLowerCase()}`}</span>}
                hint={findFamily(family)?.hint}
              />
            </div>
            <div className="flex flex-col pt-1.5 sm:pl-5">
              {types.map(({ type, description }) => (
                <Checkbox
                  key={type}
                  checked={chosen.has(type)}
                  onChange={(on) => set([type], on)}
                  label={eventLabel(type)}
                  hint={description}
                  mark={type}
                />
              ))}
            </div>
          </fieldset>
        );
      })}
    </div>
  );
};
