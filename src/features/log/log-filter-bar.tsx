"use client";

import { useQuery } from "@tanstack/react-query";
import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { FilterRow } from "#components/ui/filter-row.tsx";
import { Input } from "#components/ui/input.tsx";
import { MultiSelect } from "#components/ui/multi-select.tsx";
import { Select } from "#components/ui/select.tsx";
import { ATTEMPT_ERROR_CODES, DELIVERY_STATUSES } from "#domain/deliveries/delivery.values.ts";
import { useMode } from "#features/current-mode.ts";
import { type LogFilters, logAddress, type TestsShown } from "#features/deliveries/log-filters.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { webhookName } from "#features/labels/webhook-name.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import { CLASSES, COMMON } from "#features/log/http-choices.ts";
import { useTRPC } from "#trpc/client.tsx";

const RangeDialog = dynamic(() => import("#features/log/range-dialog.tsx").then((part) => part.RangeDialog), {
  ssr: false,
});

type Props = { filters: LogFilters; onChange: (filters: LogFilters) => void };

/** Search and one button for each kind of filter. What is chosen stands below, as chips. */
export const LogFilterBar = ({ filters, onChange }: Props) => {
  const t = useTranslations("log");
  const ofStatus = useTranslations("labels.status");
  const words = useEventWords();
  const trpc = useTRPC();
  const webhooks = useQuery(trpc.webhooks.list.queryOptions(allWebhooks(useMode())));
  const eventTypes = useQuery(trpc.eventTypes.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  return (
    <div className="flex flex-col gap-2">
      <FilterSearch
        key={filters.q}
        value={filters.q}
        label={t("filters.search")}
        placeholder={t("filters.searchPlaceholder")}
        address={logAddress({ ...filters, q: "" })}
        onSearch={(q) => onChange({ ...filters, q })}
      />
      <FilterRow label={t("filters.label")}>
        <MultiSelect
          label={t("filters.status")}
          values={filters.status}
          onChange={(status) => onChange({ ...filters, status })}
          items={DELIVERY_STATUSES.map((value) => ({ value, label: ofStatus(`${value}.label`) }))}
        />
        <MultiSelect
          label={t("filters.event")}
          values={filters.event}
          onChange={(event) => onChange({ ...filters, event })}
          items={(eventTypes.data?.data ?? []).map(({ type }) => ({
            value: type,
            label: words.label(type),
            hint: type,
          }))}
        />
        <MultiSelect
          label={t("filters.webhookId")}
          values={filters.webhookId}
          onChange={(webhookId) => onChange({ ...filters, webhookId })}
          items={(webhooks.data?.data ?? []).map((webhook) => ({ value: webhook.id, label: webhookName(webhook) }))}
        />
        <MultiSelect
          label={t("filters.httpStatus")}
          values={filters.httpStatus}
          onChange={(httpStatus) => onChange({ ...filters, httpStatus })}
          items={[
            ...CLASSES.map((value) => ({ value, label: t(`filters.classes.${value}`) })),
            ...COMMON.map((value) => ({ value, label: value, hint: t(`filters.common.${value}`) })),
          ]}
        />
        <MultiSelect
          label={t("filters.error")}
          values={filters.error}
          onChange={(error) => onChange({ ...filters, error })}
          items={ATTEMPT_ERROR_CODES.map((value) => ({ value, label: t(`causes.${value}.label`), hint: value }))}
        />
        <TimeFilter
          since={filters.since}
          until={filters.until}
          onChange={(range) => onChange({ ...filters, ...range })}
        />
        <TestsFilter value={filters.tests} onChange={(tests) => onChange({ ...filters, tests })} />
      </FilterRow>
    </div>
  );
};

type SearchProps = {
  value: string;
  label: string;
  placeholder: string;
  /** List with all other filters. Before the scripts are there, the browser itself sends the search to it. */
  address: string;
  onSearch: (q: string) => void;
};

export const FilterSearch = ({ value, label, placeholder, address, onSearch }: SearchProps) => {
  const t = useTranslations("log.filters");
  const [text, setText] = useState(value);
  const [path, others] = address.split("?");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(text.trim());
  };
  return (
    <search>
      <form action={path} onSubmit={submit} className="flex gap-2">
        {[...new URLSearchParams(others)].map(([name, chosen]) => (
          <input key={name} type="hidden" name={name} value={chosen} />
        ))}
        <span className="relative min-w-0 grow">
          <Search aria-hidden className="pointer-events-none absolute top-3 left-3 size-4 text-faint" />
          <Input
            type="search"
            name="q"
            autoComplete="off"
            aria-label={label}
            placeholder={placeholder}
            maxLength={200}
            className="pl-9"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </span>
        <Button type="submit" className="h-10">
          {t("searchButton")}
        </Button>
      </form>
    </search>
  );
};

const HOUR_MS = 3_600_000;
const PRESETS = {
  lastHour: HOUR_MS,
  lastDay: 24 * HOUR_MS,
  lastWeek: 168 * HOUR_MS,
  lastMonth: 720 * HOUR_MS,
} as const;
type Preset = keyof typeof PRESETS;
const PRESET_NAMES: readonly Preset[] = ["lastHour", "lastDay", "lastWeek", "lastMonth"];

type Range = { since: string; until: string };

/** Presets become a start, so that a shared link shows the same deliveries. */
export const TimeFilter = ({ since, until, onChange }: Range & { onChange: (range: Range) => void }) => {
  const t = useTranslations("log.filters");
  const [isOpen, setOpen] = useState(false);
  const isChosen = since !== "" || until !== "";
  const choose = (value: "any" | "custom" | Preset) => {
    if (value === "custom") return setOpen(true);
    if (value === "any") return onChange({ since: "", until: "" });
    const start = Math.floor((Date.now() - PRESETS[value]) / 60_000) * 60_000;
    onChange({ since: new Date(start).toISOString(), until: "" });
  };
  return (
    <>
      <Select
        label={t("time")}
        value={isChosen ? "custom" : "any"}
        onChange={choose}
        isCompact
        items={[
          { value: "any", label: t("anyTime") },
          ...PRESET_NAMES.map((value) => ({ value, label: t(value) })),
          { value: "custom", label: t("customTime") },
        ]}
      />
      {isOpen && (
        <RangeDialog
          since={since}
          until={until}
          onClose={() => setOpen(false)}
          onApply={(range) => {
            setOpen(false);
            onChange(range);
          }}
        />
      )}
    </>
  );
};

const TestsFilter = ({ value, onChange }: { value: TestsShown; onChange: (value: TestsShown) => void }) => {
  const t = useTranslations("log.filters");
  return (
    <Select
      label={t("tests")}
      value={value}
      onChange={onChange}
      isCompact
      items={[
        { value: "hidden", label: t("testsHidden") },
        { value: "all", label: t("testsAll") },
        { value: "only", label: t("testsOnly") },
      ]}
    />
  );
};
