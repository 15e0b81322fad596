"use client";

import { useTimeZone, useTranslations } from "use-intl";
import { Card } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { NativeSelect } from "#components/ui/input.tsx";
import { isLocale, rememberLocale } from "#features/locale.ts";
import { LOCALES, type Locale } from "#features/translate.ts";

/** Names in their own language, for people who look for theirs. */
const NAMES: Record<Locale, string> = { en: "English", de: "Deutsch" };

/** Loads the page again: every text of it is in the language. */
const choose = (value: string) => {
  rememberLocale(isLocale(value) ? value : null);
  window.location.reload();
};

export const LanguageAndTime = ({ chosen }: { chosen: Locale | null }) => {
  const t = useTranslations("settings.account");
  const zone = useTimeZone();
  return (
    <Card title={t("language")}>
      <div className="flex max-w-sm flex-col gap-4">
        <Field label={t("languageLabel")}>
          {(control) => (
            <NativeSelect {...control} value={chosen ?? ""} onChange={(event) => choose(event.target.value)}>
              <option value="">{t("browserLanguage")}</option>
              {LOCALES.map((locale) => (
                <option key={locale} value={locale} lang={locale}>
                  {NAMES[locale]}
                </option>
              ))}
            </NativeSelect>
          )}
        </Field>
        <div className="flex flex-col gap-0.5">
          <span className="text-sm font-medium">{t("zone")}</span>
          <span translate="no">{(zone ?? "UTC").replaceAll("_", " ")}</span>
          <span className="text-[0.8125rem] text-faint">{t("zoneAbout")}</span>
        </div>
      </div>
    </Card>
  );
};
