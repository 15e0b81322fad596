import type { shellEn } from "#features/shell/shell-en.ts";
import type { TextsLike } from "#features/translate.ts";

export const shellDe: TextsLike<typeof shellEn> = {
  skip: "Zum Inhalt",
  home: "{brand}, Übersicht",
  wayBack: "Zurück zum Buchungssystem",
  navigation: {
    label: "Hauptmenü",
    home: "Übersicht",
    webhooks: "Webhooks",
    deliveries: "Zustellungen",
    events: "Ereignisse",
    playground: "Probesalon",
    settings: "Einstellungen",
    short: {
      home: "Start",
      webhooks: "Webhooks",
      deliveries: "Zustellungen",
      events: "Ereignisse",
      playground: "Probe",
      settings: "Optionen",
    },
  },
  mode: {
    legend: "Modus",
    live: { label: "Live-Modus", short: "Live", title: "Echte Buchungen und die Webhooks, die sie bekommen" },
    test: { label: "Testmodus", short: "Test", title: "Test-Webhooks und Testereignisse, getrennt von allem Echten" },
    banner: "Testmodus",
    meaning: "Sie sehen Test-Webhooks und Testereignisse. Echte Buchungen gehen nie an Test-Webhooks.",
    back: "Zu Live wechseln",
  },
  pause: {
    title: "Die Plattform hat das Senden angehalten",
    about: "Neue Ereignisse kommen weiter an. Sie werden gesendet, sobald es weitergeht.",
  },
  live: {
    live: "Echtzeit",
    liveTitle: "Neue Einträge erscheinen automatisch",
    full: "Alle {seconds} s aktualisiert",
    fullTitle: "Zu viele Seiten sind offen. Schließen Sie einige, um neue Einträge sofort zu sehen.",
    connecting: "Verbindet …",
    connectingTitle: "Verbindung zum Server für neue Einträge wird aufgebaut",
    reconnecting: "Verbindet erneut …",
    offline: "Offline",
    lastUpdated: "Zuletzt aktualisiert <time></time>",
  },
  signOut: {
    label: "Abmelden",
    again: "Erneut anmelden",
    failed: "Abmelden fehlgeschlagen",
    failedAbout: "Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.",
  },
  viewOnly: {
    label: "Nur ansehen",
    title: "Sie können alles ansehen, aber nichts ändern. Fragen Sie einen Admin Ihres Betriebs.",
  },
  error: {
    title: "Bei uns ist etwas schiefgegangen",
    about: "Sie haben nichts falsch gemacht. Die Zustellungen laufen weiter.",
    short: "Bei uns ist etwas schiefgegangen. Versuchen Sie es gleich noch einmal.",
    retry: "Erneut versuchen",
  },
  notFound: {
    title: "Nicht gefunden",
    about: "Der Link ist falsch, führt zu etwas Gelöschtem oder gehört zu einem anderen Betrieb.",
    page: "Diese Seite gibt es nicht",
    pageAbout: "Der Link ist vielleicht veraltet oder enthält einen Tippfehler.",
    action: "Zur Übersicht",
    webhooks: "Zu Ihren Webhooks",
    deliveries: "Zu den Zustellungen",
    events: "Zu den Ereignissen",
  },
};
