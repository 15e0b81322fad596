import type { labelsEn } from "#features/labels/labels-en.ts";
import type { TextsLike } from "#features/translate.ts";

export const labelsDe: TextsLike<typeof labelsEn> = {
  allEvents: "Alle Ereignisse",
  allAbout: "{family}: alles",
  eventsOf: "{count, plural, one {# Ereignis} other {# Ereignisse}}: {families}",
  noEvents: "Keine Ereignisse",
  status: {
    pending: { label: "Wartet", meaning: "Wird noch gesendet." },
    retrying: { label: "Neuer Versuch", meaning: "Fehlgeschlagen. Wir versuchen es automatisch erneut." },
    delivered: { label: "Zugestellt", meaning: "Der Endpunkt hat es angenommen." },
    failed: { label: "Fehlgeschlagen", meaning: "Alle Versuche sind fehlgeschlagen." },
    canceled: { label: "Abgebrochen", meaning: "Abgebrochen. Wir senden es nicht." },
  },
  mode: { test: "Testmodus", testMeaning: "Gehört zum Testmodus, getrennt von allem Echten" },
  deletedWebhook: "gelöschter Webhook",
  shortUrl: { name: "die gekürzte URL", why: "Nur Admins sehen die ganze URL, denn sie kann wie ein Passwort wirken." },
  count: {
    deliveries: "{count, plural, one {# Zustellung} other {# Zustellungen}}",
    events: "{count, plural, one {# Ereignis} other {# Ereignisse}}",
    moreThan: "mehr als {amount}",
  },
  upcoming: {
    waitsForEarlier: "nach einem früheren Ereignis",
    sending: "wird gerade gesendet",
    onHold: "angehalten (pausiert)",
    queued: "in der Warteschlange",
    now: "jetzt",
  },
};
