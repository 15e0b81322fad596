import type { documentsEn } from "#features/documents/documents-en.ts";
import type { TextsLike } from "#features/translate.ts";

export const documentsDe: TextsLike<typeof documentsEn> = {
  title: "Dokumentation",
  about: "Für Entwickler, die Ihre Webhooks empfangen, und für alle, die wissen möchten, wie sie funktionieren.",
  nav: "Dokumentation",
  onPage: "Auf dieser Seite",
  dashboard: "Zum Dashboard",
  signIn: "Anmelden",
  skip: "Zum Inhalt springen",
  english: "Die Referenz ist auf Englisch, wie die API selbst.",
  titles: {
    receiving: "Webhooks empfangen",
    signatures: "Signaturen",
    events: "Ereignistypen",
    sending: "Ereignisse senden",
    api: "API-Referenz",
    concepts: "Begriffe",
  },
  abouts: {
    receiving: "Was Ihr Endpunkt bekommt, wie er antwortet und was dann geschieht.",
    signatures: "Prüfen, ob eine Anfrage wirklich von uns kommt, mit Code zum Kopieren.",
    events: "Jeder Ereignistyp: wann er gesendet wird, und seine Felder.",
    sending: "Ereignisse aus der eigenen Software melden.",
    api: "Jede Route mit Parametern, Feldern und einem Beispiel.",
    concepts: "Die Begriffe dieser Seiten, und was sie bedeuten.",
  },
  code: "Code",
  sample: {
    title: "Eine Anfrage an {name}",
    real: "Die neueste Anfrage an diesen Webhook, genau wie gesendet.",
    made: "An diesen Webhook wurde noch nichts gesendet. So sieht seine erste Anfrage aus; Werte in spitzen Klammern sind Beispiele.",
    stranger:
      "So sieht eine Anfrage aus. Sind Sie angemeldet, öffnen Sie diese Seite von einem Webhook aus: Dann sehen Sie seine URL und neueste Anfrage.",
    what: "Anfrage",
    choose:
      "So sieht eine Anfrage aus. Öffnen Sie einen Webhook, dann Signaturschlüssel, dann Alles über Signaturen, um hier seine URL und neueste Anfrage zu sehen.",
  },
  api: {
    about:
      "Basis-URL: {url}. Senden Sie Ihren API-Schlüssel als Bearer-Token im Header Authorization. Fehler haben das Format application/problem+json.",
    open: "Dokument in OpenAPI 3.1",
    public: "Kein API-Schlüssel nötig",
    scope: "Recht: {scope}",
    parameters: "Parameter",
    parameter: "Name",
    type: "Typ",
    meaning: "Bedeutung",
    required: "Pflicht",
    body: "Inhalt",
    bodyFields: "Felder im Inhalt",
    answer: "Antwort {status}",
    answerFields: "Felder der Antwort",
    noBody: "Kein Inhalt",
    errors: "Fehler",
    example: "Beispiel",
    curl: "curl-Befehl",
    json: "JSON",
  },
  licenses: {
    title: "Hinweise zu Drittsoftware",
    about: "Pakete, die Bellhop auf irgendeiner Plattform verwendet, und ihre Lizenzen.",
    texts: "Lizenztexte",
  },
};
