import type { catalogEn } from "#features/catalog/catalog-en.ts";
import type { TextsLike } from "#features/translate.ts";

export const catalogDe: TextsLike<typeof catalogEn> = {
  title: "Ereignistypen",
  description: "Alles, was ein Webhook senden kann, wann er es sendet und was darin steht.",
  back: "Ereignisse",
  backToTypes: "Ereignistypen",
  search: "Ereignistyp suchen",
  searchPlaceholder: "Ereignistyp suchen: abgesagt, Zahlung …",
  nothing: "Kein Ereignistyp passt.",
  aboutWebhooks:
    "Meldet einem anderen Programm, wenn einer Ihrer Webhooks gestört ist. Über sich selbst bekommt ein Webhook keine Ereignisse.",
  listeners: "{count, plural, =0 {kein Webhook} one {# Webhook} other {# Webhooks}}",
  sentWhen: "Wann es gesendet wird",
  notSentWhen: "Wann es nicht gesendet wird",
  fields: "Felder",
  platformFieldsHint: "Felder von data im Inhalt.",
  fieldsHint:
    "Felder von data im Inhalt. Optionale Felder können null sein. Andere Felder bleiben, wie sie gesendet wurden.",
  field: "Feld",
  meaning: "Bedeutung",
  required: "erforderlich",
  sample: "Beispiel",
  sampleHint: "„Test senden“ sendet dieses Beispiel.",
  sampleWhat: "Beispiel",
  schema: "JSON-Schema",
  schemaHint: "Für Codegeneratoren und Prüfprogramme.",
  schemaWhat: "Schema",
  webhooks: "Webhooks, die es empfangen",
  noWebhooks: "Keiner Ihrer Webhooks empfängt dieses Ereignis.",
  createWebhook: "Webhook erstellen",
  byWildcard: "durch {name}",
  byWildcardIfSent: "durch {name}, nur wenn Ihr Buchungssystem es selbst sendet",
  off: "ausgeschaltet",
  derived: "Wir bilden es aus {sources}, für Webhooks, die es unter diesem Namen wählen.",
  alsoSent: "Ein Buchungssystem kann es auch selbst senden.",
  aliases: "Namen, die Acuity verwendet",
  aliasesHint:
    "Für Software, die für Acuity geschrieben wurde. Ein Webhook mit diesen und den Ereignissen darüber erhält dieselbe Buchung zweimal.",
  test: {
    title: "Als Test senden",
    text: "Sendet das Beispiel an einen Ihrer Webhooks und zeigt die Antwort.",
    webhook: "Webhook",
    send: "Test senden",
    none: "Erstellen Sie zuerst einen Webhook.",
  },
  deliveries: "Zustellungen dieses Typs anzeigen",
};
