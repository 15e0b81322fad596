import { authDe } from "#features/auth/auth-de.ts";
import { authEn } from "#features/auth/auth-en.ts";
import { bookingDe } from "#features/booking/booking-de.ts";
import { bookingEn } from "#features/booking/booking-en.ts";
import { catalogDe } from "#features/catalog/catalog-de.ts";
import { catalogEn } from "#features/catalog/catalog-en.ts";
import { commandDe } from "#features/command/command-de.ts";
import { commandEn } from "#features/command/command-en.ts";
import { deliveriesDe } from "#features/deliveries/deliveries-de.ts";
import { deliveriesEn } from "#features/deliveries/deliveries-en.ts";
import { diagnosisDe } from "#features/deliveries/diagnosis-de.ts";
import { diagnosisEn } from "#features/deliveries/diagnosis-en.ts";
import { documentsDe } from "#features/documents/documents-de.ts";
import { documentsEn } from "#features/documents/documents-en.ts";
import { eventsDe } from "#features/events/events-de.ts";
import { eventsEn } from "#features/events/events-en.ts";
import { homeDe } from "#features/home/home-de.ts";
import { homeEn } from "#features/home/home-en.ts";
import { labelsDe } from "#features/labels/labels-de.ts";
import { labelsEn } from "#features/labels/labels-en.ts";
import { logDe } from "#features/log/log-de.ts";
import { logEn } from "#features/log/log-en.ts";
import { playgroundDe } from "#features/playground/playground-de.ts";
import { playgroundEn } from "#features/playground/playground-en.ts";
import { testDe } from "#features/playground/test-de.ts";
import { testEn } from "#features/playground/test-en.ts";
import { weekDe } from "#features/playground/week/week-de.ts";
import { weekEn } from "#features/playground/week/week-en.ts";
import { activityDe } from "#features/settings/activity/activity-de.ts";
import { activityEn } from "#features/settings/activity/activity-en.ts";
import { settingsDe } from "#features/settings/settings-de.ts";
import { settingsEn } from "#features/settings/settings-en.ts";
import { shellDe } from "#features/shell/shell-de.ts";
import { shellEn } from "#features/shell/shell-en.ts";
import { storageDe } from "#features/storage/storage-de.ts";
import { storageEn } from "#features/storage/storage-en.ts";
import { errorsDe } from "#features/texts/errors-de.ts";
import { errorsEn } from "#features/texts/errors-en.ts";
import { uiDe } from "#features/texts/ui-de.ts";
import { uiEn } from "#features/texts/ui-en.ts";
import type { Locale, TextsLike } from "#features/translate.ts";
import { webhookFormDe } from "#features/webhooks/form/form-de.ts";
import { webhookFormEn } from "#features/webhooks/form/form-en.ts";
import { recoverDe } from "#features/webhooks/recovery/recover-de.ts";
import { recoverEn } from "#features/webhooks/recovery/recover-en.ts";
import { secretDe } from "#features/webhooks/secret/secret-de.ts";
import { secretEn } from "#features/webhooks/secret/secret-en.ts";
import { webhookListDe } from "#features/webhooks/webhook-list-de.ts";
import { webhookListEn } from "#features/webhooks/webhook-list-en.ts";
import { webhooksDe } from "#features/webhooks/webhooks-de.ts";
import { webhooksEn } from "#features/webhooks/webhooks-en.ts";

const en = {
  auth: authEn,
  booking: bookingEn,
  catalog: catalogEn,
  command: commandEn,
  deliveries: deliveriesEn,
  diagnosis: diagnosisEn,
  documents: documentsEn,
  events: eventsEn,
  home: homeEn,
  labels: labelsEn,
  log: logEn,
  playground: playgroundEn,
  test: testEn,
  week: weekEn,
  activity: activityEn,
  settings: settingsEn,
  shell: shellEn,
  storage: storageEn,
  errors: errorsEn,
  ui: uiEn,
  webhookForm: webhookFormEn,
  recover: recoverEn,
  secret: secretEn,
  webhookList: webhookListEn,
  webhooks: webhooksEn,
} as const;

const de: TextsLike<typeof en> = {
  auth: authDe,
  booking: bookingDe,
  catalog: catalogDe,
  command: commandDe,
  deliveries: deliveriesDe,
  diagnosis: diagnosisDe,
  documents: documentsDe,
  events: eventsDe,
  home: homeDe,
  labels: labelsDe,
  log: logDe,
  playground: playgroundDe,
  test: testDe,
  week: weekDe,
  activity: activityDe,
  settings: settingsDe,
  shell: shellDe,
  storage: storageDe,
  errors: errorsDe,
  ui: uiDe,
  webhookForm: webhookFormDe,
  recover: recoverDe,
  secret: secretDe,
  webhookList: webhookListDe,
  webhooks: webhooksDe,
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
