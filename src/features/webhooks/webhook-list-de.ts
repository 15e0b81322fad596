import type { TextsLike } from "#features/translate.ts";
import type { webhookListEn } from "#features/webhooks/webhook-list-en.ts";

export const webhookListDe: TextsLike<typeof webhookListEn> = {
  title: "Webhooks",
  about: "Wohin Ihre Ereignisse gehen und wie gut sie ankommen.",
  add: "Neuer Webhook",
  label: "Webhooks",
  search: "Webhooks durchsuchen",
  searchHint: "Name oder URL",
  sort: { label: "Sortieren nach", trouble: "Probleme zuerst", name: "Name" },
  none: "Kein Webhook passt zu „{search}“.",
  noneAbout: "Prüfen Sie die Schreibweise. Gesucht wird in Namen und URLs.",
  clear: "Suche leeren",
  count: "{count, plural, one {# Webhook} other {# Webhooks}}",
  columns: {
    webhook: "Webhook",
    health: "Zustand",
    day: "Letzte 24 Stunden",
    success: "Erfolg",
    waiting: "Wartend",
    last: "Letzte Antwort",
  },
  row: {
    success: "{percent} zugestellt",
    nothingEnded: "Nichts in 24 Stunden",
    waiting: "{count, plural, =0 {Keine wartet} one {# wartet} other {# warten}}",
    bars: "Letzte 24 Stunden: {delivered, number} zugestellt, {failed, number} fehlgeschlagen",
    neverSent: "Noch nichts gesendet",
  },
  response: {
    dns_error: "Adresse nicht gefunden",
    connection_refused: "Verbindung abgelehnt",
    connection_reset: "Verbindung abgebrochen",
    connect_timeout: "Nicht erreichbar",
    timeout: "Zeitüberschreitung",
    tls_error: "TLS fehlgeschlagen",
    blocked_address: "Gesperrte Adresse",
    redirect_not_followed: "Weiterleitung",
    http_status: "Fehlerstatus",
    invalid_response: "Ungültige Antwort",
    interrupted: "Unterbrochen",
  },
  first: {
    title: "Ersten Webhook anlegen",
    about:
      "Ein Webhook meldet Ihrem Newsletter, der Buchhaltung oder dem Empfang sofort, wenn ein Kunde bucht, verschiebt, absagt oder zahlt. Das dauert keine Minute.",
    url: "URL einfügen, die benachrichtigt wird",
    events: "Ereignisse auswählen",
    test: "Test senden",
    playground: "Noch keine URL? Im Probesalon sehen Sie Ereignisse ankommen",
    testTitle: "Noch keine Test-Webhooks",
    testAbout:
      "Ein Test-Webhook bekommt nur Probe-Ereignisse. So prüfen Sie einen Endpunkt ohne echte Buchungen und ohne Live-Webhooks zu berühren.",
    testAdd: "Neuer Test-Webhook",
    viewerTitle: "Noch keine Webhooks",
    viewerAbout: "Ein Administrator Ihres Betriebs kann einen anlegen. Seine Zustellungen erscheinen hier.",
  },
};
