import type { TextsLike } from "#features/translate.ts";
import type { secretEn } from "#features/webhooks/secret/secret-en.ts";

export const secretDe: TextsLike<typeof secretEn> = {
  title: "Signaturschlüssel",
  about: "Signiert jede Anfrage. So erkennt der Endpunkt, dass sie von Ihnen kommt.",
  hint: "Der Endpunkt prüft die Signatur mit diesem Schlüssel und lehnt alle anderen ab.",
  current: "Aktueller Schlüssel",
  currentAbout: "Signiert jede Anfrage",
  previous: "Alter Schlüssel",
  previousAbout: "Signiert ebenfalls jede Anfrage, bis <at></at>",
  left: "noch {days, plural, =0 {} one {# Tag } other {# Tage }}{hours, number} Std. {minutes, number} Min.",
  endNow: "Jetzt beenden",
  endAsk: "Alten Schlüssel jetzt beenden?",
  endAbout:
    "Anfragen werden dann nur noch mit dem neuen Schlüssel signiert. Ein Endpunkt, der noch den alten prüft, lehnt sie ab.",
  endConfirm: "Alten Schlüssel beenden",
  ended: "Der alte Schlüssel ist beendet",
  show: "Schlüssel anzeigen",
  showTitle: "Der Signaturschlüssel",
  showAbout:
    "Wer ihn hat, kann Anfragen fälschen, die wie Ihre aussehen. Unter „Aktivität“ wird vermerkt, dass Sie ihn angesehen haben.",
  showConfirm: "Schlüssel anzeigen",
  showAdvice: "Geben Sie ihn nur den Entwicklern des Endpunkts. Ist er in falsche Hände geraten, erneuern Sie ihn.",
  close: "Schließen",
  portalTooLate:
    "Sie haben diese Seite vor einer Weile geöffnet. Öffnen Sie sie erneut aus Ihrem Buchungssystem, um den Schlüssel zu sehen.",
  rotate: "Schlüssel erneuern",
  rotateTitle: "Signaturschlüssel erneuern?",
  rotateAbout: "Der Endpunkt braucht den neuen Schlüssel, bevor der alte abläuft.",
  rotateQuestion: "Wie lange soll der alte Schlüssel gültig bleiben?",
  rotateLabel: "Gültigkeit des alten Schlüssels",
  lives: {
    none: "Gar nicht",
    noneHint: "Wenn der alte in falsche Hände geraten ist",
    hour: "1 Stunde",
    day: "24 Stunden",
    dayHint: "Üblich: genug Zeit, den Endpunkt umzustellen",
    week: "7 Tage",
  },
  rotateWarning: "Ein alter Schlüssel aus einer früheren Erneuerung endet sofort.",
  rotateConfirm: "Schlüssel erneuern",
  cancel: "Abbrechen",
  newTitle: "Ihr neuer Signaturschlüssel",
  newAbout: "Sie können ihn später mit „Schlüssel anzeigen“ wieder ansehen.",
  newAtOnce:
    "Geben Sie ihn den Entwicklern des Endpunkts. Der alte Schlüssel gilt nicht mehr: Bis der Endpunkt diesen hat, lehnt er Anfragen ab.",
  newOverlap:
    "Geben Sie ihn den Entwicklern des Endpunkts. {life, select, hour {Eine Stunde lang} day {24 Stunden lang} other {7 Tage lang}} werden Anfragen mit beiden Schlüsseln signiert; dann endet der alte.",
  copied: "Ich habe ihn kopiert",
  copyWhat: "Schlüssel",
  createdAdvice:
    "Geben Sie ihn den Entwicklern des Endpunkts: Damit erkennen sie, dass eine Anfrage wirklich von Ihnen kommt. Gerät er in falsche Hände, erneuern Sie ihn auf der Seite des Webhooks.",
  check: {
    title: "Signatur prüfen",
    show: "Code anzeigen",
    about: "Für Entwickler: Lehnen Sie jede Anfrage ab, deren Signatur ungültig ist.",
    more: "Alles über Signaturen",
    language: "Sprache",
    what: "Code",
  },
};
