"use client";

import { useQuery } from "@tanstack/react-query";
import { Search, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { deliveryStatus } from "#domain/deliveries/delivery.schema.ts";
import { useMode } from "#features/current-mode.ts";
import type { LogFilters } from "#features/deliveries/log-filters.ts";
import { eventLabel } from "#features/labels/event-label.ts";
import { STATUSES } from "#features/labels/status-badge.tsx";
import { webhookName } from "#features/labels/webhook-name.ts";
import { allWebhooks } from "#features/list-inputs.ts";
import { useTRPC } from "#trpc/client.tsx";

const ALL = "all";

type Props = { filters: LogFilters; onChange: (filters: LogFilters) => void };

/** Filters the log by status, event and webhook, or finds an object by its id. */
export const LogFilterBar = ({ filters, onChange }: Props) => {
  const trpc = useTRPC();
  const webhooks = useQuery(trpc.webhooks.list.queryOptions(allWebhooks(useMode())));
  const eventTypes = useQuery(trpc.eventTypes.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  const choose = (part: Partial<Record<keyof LogFilters, string>>) => {
    const chosen = Object.entries({ ...filters, ...part }).filter(([, value]) => value && value !== ALL);
    onChange(Object.fromEntries(chosen));
  };

  return (
    <div className="flex flex-col gap-2 pb-4">
      <IdSearch key={filters.q ?? ""} value={filters.q ?? ""} onSearch={(q) => choose({ q })} />
      <div className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
        <Select
          label="Status"
          value={filters.status ?? ALL}
          onChange={(status) => choose({ status })}
          className="sm:min-w-36"
          items={[
            { value: ALL, label: "Any status" },
            ...deliveryStatus.options.map((status) => ({ value: status, label: STATUSES[status].label })),
          ]}
        />
        <Select
          label="Event"
          value={filters.event ?? ALL}
          onChange={(event) => choose({ event })}
          className="sm:min-w-48"
          items={[
            { value: ALL, label: "Any event" },
            ...(eventTypes.data?.data ?? []).map(({ type }) => ({ value: type, label: eventLabel(type) })),
          ]}
        />
        <Select
          label="Webhook"
          value={filters.webhookId ?? ALL}
          onChange={(webhookId) => choose({ webhookId })}
          className="col-span-2 sm:max-w-64 sm:min-w-48"
          items={[
            { value: ALL, label: "Any webhook" },
            ...(webhooks.data?.data ?? []).map((webhook) => ({ value: webhook.id, label: webhookName(webhook) })),
          ]}
        />
        {Object.keys(filters).length > 0 && (
          <Button variant="ghost" icon={X} onClick={() => onChange({})}>
            Clear
          </Button>
        )}
      </div>
    </div>
  );
};

const IdSearch = ({ value, onSearch }: { value: string; onSearch: (q: string) => void }) => {
  const [text, setText] = useState(value);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch(text.trim());
  };
  return (
    <search>
      <form onSubmit={submit} className="relative">
        <Search aria-hidden className="pointer-events-none absolute top-3 left-3 size-4 text-faint" />
        <Input
          type="search"
          aria-label="Find by id"
          placeholder="Find by appointment, payment, event or delivery id, then press Enter"
          className="pl-9"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </form>
    </search>
  );
};
