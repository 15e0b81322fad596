"use client";

import { useTranslations } from "use-intl";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import type { HomeView } from "#features/home/home-inputs.ts";
import { RANGES } from "#features/home/home-range.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { replaceQuery } from "#features/replace-query.ts";
import type { ListedWebhook } from "#features/webhooks/listed-webhook.ts";

/** Select items need a value for "no choice". */
const ALL = "all";

/** Chooses time, webhook and event type of the numbers and the chart, in the page's URL. */
export const HomeFilters = ({ view, rows }: { view: HomeView; rows: readonly ListedWebhook[] }) => {
  const t = useTranslations("home.figures");
  const words = useEventWords();
  const choose = (name: "webhookId" | "event") => (value: string) =>
    replaceQuery({ [name]: value === ALL ? "" : value });
  const webhooks = rows.map(({ webhook, name }) => ({ value: webhook.id, label: name }));
  return (
    <div className="grid grid-cols-2 items-center gap-2 max-sm:w-full sm:flex sm:flex-wrap">
      <Select
        label={t("webhook")}
        value={webhooks.some(({ value }) => value === view.webhookId) ? view.webhookId : ALL}
        onChange={choose("webhookId")}
        className="sm:w-44"
        items={[{ value: ALL, label: t("allWebhooks") }, ...webhooks]}
      />
      <Select
        label={t("event")}
        value={words.names.includes(view.event) ? view.event : ALL}
        onChange={choose("event")}
        className="sm:w-44"
        items={[
          { value: ALL, label: t("allEvents") },
          ...words.names.map((name) => ({ value: name, label: words.label(name) })),
        ]}
      />
      <div className="col-span-2">
        <Segmented
          label={t("range")}
          value={view.range}
          onChange={(range) => replaceQuery({ range: range === "24h" ? "" : range })}
          items={RANGES.map((value) => ({ value, label: t(value) }))}
        />
      </div>
    </div>
  );
};
