import { authDe } from "#features/auth/auth-de.ts";
import { authEn } from "#features/auth/auth-en.ts";
import { eventsDe } from "#features/events/events-de.ts";
import { eventsEn } from "#features/events/events-en.ts";
import { labelsDe } from "#features/labels/labels-de.ts";
import { labelsEn } from "#features/labels/labels-en.ts";
import { logDe } from "#features/log/log-de.ts";
import { logEn } from "#features/log/log-en.ts";
import { shellDe } from "#features/shell/shell-de.ts";
import { shellEn } from "#features/shell/shell-en.ts";
import { storageDe } from "#features/storage/storage-de.ts";
import { storageEn } from "#features/storage/storage-en.ts";
import { errorsDe } from "#features/texts/errors-de.ts";
import { errorsEn } from "#features/texts/errors-en.ts";
import { uiDe } from "#features/texts/ui-de.ts";
import { uiEn } from "#features/texts/ui-en.ts";
import type { Locale, TextsLike } from "#features/translate.ts";

const en = {
  ui: uiEn,
  errors: errorsEn,
  storage: storageEn,
  auth: authEn,
  labels: labelsEn,
  shell: shellEn,
  log: logEn,
  events: eventsEn,
} as const;

const de: TextsLike<typeof en> = {
  ui: uiDe,
  errors: errorsDe,
  storage: storageDe,
  auth: authDe,
  labels: labelsDe,
  shell: shellDe,
  log: logDe,
  events: eventsDe,
};

export type Texts = typeof en;

/** All texts that people read in the dashboard, by language and feature. */
export const ALL_TEXTS: Record<Locale, TextsLike<Texts>> = { en, de };

/** Types of `useTranslations`, so that an unknown key or a missing argument does not compile. */
declare module "use-intl" {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface merges with the declaration of the library.
  interface AppConfig {
    Locale: Locale;
    Messages: Texts;
  }
}
