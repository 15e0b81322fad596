"use client";

import { useQuery } from "@tanstack/react-query";
import { memo } from "react";
import { useLocale, useTimeZone, useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { FilterRow } from "#components/ui/filter-row.tsx";
import { MultiSelect } from "#components/ui/multi-select.tsx";
import { Select } from "#components/ui/select.tsx";
import { exactTimeShort } from "#components/ui/time-text.ts";
import { EVENT_STATUSES, type EventFilters, eventsAddress, NO_EVENT_FILTERS } from "#features/events/event-filters.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { FilterSearch, TimeFilter } from "#features/log/log-filter-bar.tsx";
import { useTRPC } from "#trpc/client.tsx";

type Props = {
  filters: EventFilters;
  /** Compared by identity. */
  onChange: (filters: EventFilters) => void;
};

/** New rows of the list render nothing here again. */
export const EventFilterBar = memo(({ filters, onChange }: Props) => {
  const t = useTranslations("events.list");
  const ofLog = useTranslations("log.filters");
  const words = useEventWords();
  const trpc = useTRPC();
  const types = useQuery(trpc.eventTypes.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  return (
    <div className="flex flex-col gap-2 pb-3">
      <FilterSearch
        key={filters.q}
        value={filters.q}
        label={t("search")}
        placeholder={t("searchPlaceholder")}
        address={eventsAddress({ ...filters, q: "" })}
        onSearch={(q) => onChange({ ...filters, q })}
      />
      <FilterRow label={ofLog("label")}>
        <MultiSelect
          label={t("filters.event")}
          values={filters.event}
          onChange={(event) => onChange({ ...filters, event })}
          items={(types.data?.data ?? []).map(({ type }) => ({ value: type, label: words.label(type), hint: type }))}
        />
        <MultiSelect
          label={t("filters.status")}
          values={filters.status}
          onChange={(status) => onChange({ ...filters, status })}
          items={EVENT_STATUSES.map((value) => ({ value, label: t(`statuses.${value}`) }))}
        />
        <TimeFilter
          since={filters.since}
          until={filters.until}
          onChange={(range) => onChange({ ...filters, ...range })}
        />
        <Select
          label={t("filters.tests")}
          value={filters.withTests ? "all" : "hidden"}
          onChange={(value) => onChange({ ...filters, withTests: value === "all" })}
          isCompact
          items={[
            { value: "hidden", label: ofLog("testsHidden") },
            { value: "all", label: ofLog("testsAll") },
          ]}
        />
      </FilterRow>
      <EventChips filters={filters} onChange={onChange} />
    </div>
  );
});
EventFilterBar.displayName = "EventFilterBar";

const EventChips = ({ filters, onChange }: Props) => {
  const t = useTranslations("events.list");
  const ofLog = useTranslations("log.filters");
  const words = useEventWords();
  const [locale, zone] = [useLocale(), useTimeZone()];
  const { status, event, since, until, q, withTests } = filters;
  const timeOf = (at: string) => exactTimeShort(Date.parse(at), zone, locale);
  const chips = [
    ...status.flatMap((one) => {
      const known = EVENT_STATUSES.find((name) => name === one);
      const next = { ...filters, status: status.filter((other) => other !== one) };
      return known ? [{ name: t("filters.status"), value: t(`statuses.${known}`), next }] : [];
    }),
    ...event.map((one) => ({
      name: t("filters.event"),
      value: words.label(one),
      next: { ...filters, event: event.filter((other) => other !== one) },
    })),
    ...(since ? [{ name: t("filters.since"), value: timeOf(since), next: { ...filters, since: "" } }] : []),
    ...(until ? [{ name: t("filters.until"), value: timeOf(until), next: { ...filters, until: "" } }] : []),
    ...(q ? [{ name: t("filters.q"), value: q, next: { ...filters, q: "" } }] : []),
    ...(withTests
      ? [{ name: t("filters.tests"), value: ofLog("testsAll"), next: { ...filters, withTests: false } }]
      : []),
  ];
  if (chips.length === 0) return null;
  return (
    <ul aria-label={ofLog("label")} className="flex min-w-0 flex-wrap items-center gap-1.5">
      {chips.map(({ name, value, next }) => (
        <li key={`${name} ${value}`} className="flex max-w-full min-w-0">
          <Chip
            name={name}
            value={value}
            removeLabel={ofLog("remove", { name, value })}
            onRemove={() => onChange(next)}
          />
        </li>
      ))}
      <li>
        <Button variant="ghost" size="small" onClick={() => onChange(NO_EVENT_FILTERS)}>
          {ofLog("clear")}
        </Button>
      </li>
    </ul>
  );
};
