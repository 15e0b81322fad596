import type { uiEn } from "#features/texts/ui-en.ts";
import type { TextsLike } from "#features/translate.ts";

export const uiDe: TextsLike<typeof uiEn> = {
  time: { justNow: "gerade eben" },
  copy: { idle: "{what} kopieren", copied: "Kopiert", refused: "Mit Strg+C kopieren" },
  code: { raw: "Rohfassung: {what}", rawShort: "Roh", wrap: "Zeilen umbrechen: {what}", text: "Text", json: "JSON" },
  dialog: { dismiss: "Abbrechen" },
  error: { title: "Das konnte nicht geladen werden", retry: "Erneut versuchen" },
  optional: "optional",
  hint: "Was ist {about}?",
  loading: "Wird geladen …",
  table: { selectAll: "Alle angezeigten Zeilen auswählen", select: "{what} auswählen" },
  panel: { close: "Seitenleiste schließen" },
  toast: { dismiss: "Schließen" },
  theme: { legend: "Farben", system: "Farben des Systems", light: "Hell", dark: "Dunkel" },
  chart: {
    showTable: "Als Tabelle",
    showChart: "Als Diagramm",
    time: "Zeit",
    keys: "Pfeiltasten bewegen sich durch die Zeit, Umschalt und eine Pfeiltaste wählen einen Zeitraum, Eingabe öffnet ihn.",
  },
  leave: {
    changes: {
      title: "Änderungen verwerfen?",
      about: "Sie haben Änderungen, die nicht gespeichert sind.",
      confirm: "Änderungen verwerfen",
      stay: "Weiter bearbeiten",
    },
    shownOnce: {
      title: "Ohne Kopie verlassen?",
      about: "Was hier steht, wird nicht noch einmal angezeigt.",
      confirm: "Verlassen",
      stay: "Hier bleiben",
    },
  },
};
