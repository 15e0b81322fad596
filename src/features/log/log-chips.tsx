"use client";

import { useLocale, useTimeZone, useTranslations } from "use-intl";
import { Button } from "#components/ui/button.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { exactTimeShort } from "#components/ui/time-text.ts";
import { ATTEMPT_ERROR_CODES, DELIVERY_STATUSES } from "#domain/deliveries/delivery.values.ts";
import { useMode } from "#features/current-mode.ts";
import {
  chipsOf,
  type FilterChip,
  type LogFilters,
  NO_FILTERS,
  withoutChip,
} from "#features/deliveries/log-filters.ts";
import { useEventWords } from "#features/labels/event-words.tsx";
import { useWebhookNames } from "#features/labels/use-webhook-names.ts";

/** Chosen filters; each chip removes its own. */
export const LogChips = ({ filters, onChange }: { filters: LogFilters; onChange: (filters: LogFilters) => void }) => {
  const t = useTranslations("log.filters");
  const textOf = useChipText();
  const chips = chipsOf(filters);
  if (chips.length === 0) return null;
  return (
    <ul aria-label={t("label")} className="flex min-w-0 flex-wrap items-center gap-1.5">
      {chips.map((chip) => {
        const [name, value] = [t(chip.name), textOf(chip)];
        return (
          <li key={`${chip.name} ${chip.value}`} className="flex max-w-full min-w-0">
            <Chip
              name={name}
              value={value}
              removeLabel={t("remove", { name, value })}
              onRemove={() => onChange(withoutChip(filters, chip))}
            />
          </li>
        );
      })}
      <li>
        <Button variant="ghost" size="small" onClick={() => onChange(NO_FILTERS)}>
          {t("clear")}
        </Button>
      </li>
    </ul>
  );
};

const useChipText = (): ((chip: FilterChip) => string) => {
  const t = useTranslations("log");
  const ofStatus = useTranslations("labels.status");
  const words = useEventWords();
  const nameOf = useWebhookNames(useMode());
  const locale = useLocale();
  const zone = useTimeZone();
  return ({ name, value }) => {
    switch (name) {
      case "status": {
        const status = DELIVERY_STATUSES.find((one) => one === value);
        return status ? ofStatus(`${status}.label`) : value;
      }
      case "error": {
        const code = ATTEMPT_ERROR_CODES.find((one) => one === value);
        return code ? t(`causes.${code}.label`) : value;
      }
      case "event":
        return words.label(value);
      case "webhookId":
        return nameOf(value);
      case "since":
      case "until":
        return exactTimeShort(Date.parse(value), zone, locale);
      case "tests":
        return t(value === "only" ? "filters.testsOnly" : "filters.testsAll");
      default:
        return value;
    }
  };
};
