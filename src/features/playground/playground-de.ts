import type { playgroundEn } from "#features/playground/playground-en.ts";
import { testDe } from "#features/playground/test-de.ts";
import { weekDe } from "#features/playground/week/week-de.ts";
import type { TextsLike } from "#features/translate.ts";

export const playgroundDe: TextsLike<typeof playgroundEn> = {
  test: testDe,
  week: weekDe,
  inspector: {
    title: "Inspektor",
    description: "Ein Test-Endpunkt. Er zeigt, was er empfängt, und antwortet, wie Sie es wählen.",
    back: "Webhooks",
    url: "URL",
    choose: "Wie soll er antworten?",
    answers: {
      ok: { label: "200 OK", hint: "nimmt alles an" },
      broken: { label: "500 Fehler", hint: "hat ein Problem" },
      slow: { label: "200, langsam", hint: "nach 3 s" },
      hang: { label: "Timeout", hint: "antwortet nach 30 s" },
      too_many: { label: "429 Zu viele", hint: "bittet um langsameres Senden" },
      not_found: { label: "404 Nicht gefunden", hint: "falsche Adresse" },
      gone: { label: "410 Verschwunden", hint: "schaltet den Webhook aus" },
    },
    unreachable: "Der Inspektor ist nicht erreichbar. Laden Sie die Seite neu, um es noch einmal zu versuchen.",
    received: "Empfangen",
    receivedHint: "Neueste zuerst. Nur im Arbeitsspeicher.",
    list: "Empfangene Anfragen",
    clear: "Leeren",
    none: "Noch nichts empfangen",
    noneText: "Senden Sie einen Test vom Webhook mit dieser URL. Er erscheint hier sofort.",
    responded: "antwortete mit {answer}",
    cut: "Nur der Anfang wird gezeigt.",
    headers: "Header",
    body: "Inhalt",
    what: { headers: "Header", body: "Inhalt" },
    verified: "Signatur gültig",
    verifiedTitle: "Signiert mit dem Schlüssel des Webhooks, der diese URL hat",
    notVerified: "Nicht bestätigt",
  },
};
