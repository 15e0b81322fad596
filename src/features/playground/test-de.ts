import type { testEn } from "#features/playground/test-en.ts";
import type { TextsLike } from "#features/translate.ts";

export const testDe: TextsLike<typeof testEn> = {
  source: "Was gesendet wird",
  sample: "Beispiel",
  past: "Früheres Ereignis",
  sampleType: "Ereignis für den Test",
  pastEvent: "Früheres Ereignis, das erneut gesendet wird",
  byId: "Ein anderes Ereignis, über seine ID …",
  eventId: "Ereignis-ID",
  eventIdHint: "Die ID beginnt mit evt_. Sie steht auf der Seite des Ereignisses und als webhook-id in jeder Anfrage.",
  noPast:
    "Noch keine Ereignisse. Sobald Ihr Buchungssystem eines sendet, können Sie es hier als Test noch einmal senden.",
  edit: "JSON bearbeiten",
  edited: "Geändert",
  data: "Zu sendende Daten",
  dataHint: "Vor dem Senden prüfen wir die Daten gegen den Ereignistyp. Strg+Eingabe sendet.",
  reset: "Meine Änderungen verwerfen",
  format: "Formatieren",
  loading: "Daten des Ereignisses werden geladen …",
  gone: "Die Aufbewahrungszeit der Daten ist abgelaufen. Schreiben Sie unten eigene, oder wählen Sie ein anderes Ereignis.",
  unreadable:
    "Die gespeicherten Daten dieses Ereignisses sind nicht lesbar. Schreiben Sie unten eigene, oder wählen Sie ein anderes Ereignis.",
  chooseFirst: "Wählen Sie zuerst ein früheres Ereignis.",
  syntax: "Das ist kein gültiges JSON. Prüfen Sie Kommas, Anführungszeichen und Klammern.",
  line: "Zeile {line, number}",
  send: "Test senden",
  sending: "Wird gesendet …",
  repeat: "Wiederholen",
  openDelivery: "Zustellung öffnen",
  runningTitle: "Eine echte Anfrage wird gesendet …",
  result: "Ergebnis des Tests",
  lost: "Die Verbindung brach während des Tests ab. Das Ergebnis finden Sie im Protokoll.",
  after: {
    later_failed: "Der Endpunkt hat es angenommen. Ereignisse nach diesem Test kamen nicht durch.",
    turn_on: "Es funktioniert. Schalten Sie den Webhook ein, um echte Ereignisse zu senden.",
    next_goes: "Der Endpunkt antwortet wieder. Das nächste Ereignis senden wir ihm.",
    try_now: "Der Endpunkt antwortet wieder. Mit „Jetzt versuchen“ senden Sie die wartenden Ereignisse.",
  },
  tryNow: {
    label: "Jetzt versuchen",
    begun: "Versuch läuft",
    begunAbout: "Wenn er gelingt, folgen die anderen wartenden Ereignisse automatisch.",
    failed: "Nicht versucht",
  },
};
