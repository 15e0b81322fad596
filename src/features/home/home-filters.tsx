"use client";

import { useTranslations } from "use-intl";
import { ChoiceRow } from "#components/ui/choice-row.tsx";
import { NativeSelect } from "#components/ui/input.tsx";
import type { HomeView } from "#features/home/home-inputs.ts";
import { RANGES } from "#features/home/home-range.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { replaceQuery } from "#features/replace-query.ts";
import type { ListedWebhook } from "#features/webhooks/listed-webhook.ts";

/** Selects of the browser: the ones of the forms would weigh more than the rest of the page. */
const SELECT = "sm:w-44";

/** Chooses time, webhook and event type of the numbers and the chart, in the page's URL. */
export const HomeFilters = ({ view, rows }: { view: HomeView; rows: readonly ListedWebhook[] }) => {
  const t = useTranslations("home.figures");
  const words = useEventWords();
  const isListed = rows.some(({ webhook }) => webhook.id === view.webhookId);
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(9.5rem,1fr))] items-center gap-2 max-sm:w-full sm:flex sm:flex-wrap">
      <NativeSelect
        aria-label={t("webhook")}
        value={isListed ? view.webhookId : ""}
        onChange={({ target }) => replaceQuery({ webhookId: target.value })}
        isSmall
        className={SELECT}
      >
        <option value="">{t("allWebhooks")}</option>
        {rows.map(({ webhook, name }) => (
          <option key={webhook.id} value={webhook.id}>
            {name}
          </option>
        ))}
      </NativeSelect>
      <NativeSelect
        aria-label={t("event")}
        value={words.names.includes(view.event) ? view.event : ""}
        onChange={({ target }) => replaceQuery({ event: target.value })}
        isSmall
        className={SELECT}
      >
        <option value="">{t("allEvents")}</option>
        {words.names.map((name) => (
          <option key={name} value={name}>
            {words.label(name)}
          </option>
        ))}
      </NativeSelect>
      <div className="col-span-full">
        <ChoiceRow
          label={t("range")}
          value={view.range}
          onChange={(range) => replaceQuery({ range: range === "24h" ? "" : range })}
          items={RANGES.map((value) => ({ value, label: t(value) }))}
        />
      </div>
    </div>
  );
};
