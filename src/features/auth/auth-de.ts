import type { authEn } from "#features/auth/auth-en.ts";
import type { TextsLike } from "#features/translate.ts";

export const authDe: TextsLike<typeof authEn> = {
  signIn: {
    title: "Willkommen zurück",
    page: "Anmelden",
    about: "Melden Sie sich an, um zu sehen, was Ihre Webhooks zustellen.",
    email: "E-Mail",
    emailExample: "sie@salon.de",
    password: "Passwort",
    submit: "Anmelden",
    pending: "Anmeldung läuft …",
    wrong: "E-Mail oder Passwort ist falsch.",
    forgot: "Passwort vergessen? Bitten Sie den Betreiber dieses Dashboards, ein neues zu setzen.",
    portal: "Nutzen Sie ein Buchungssystem? Öffnen Sie diese Seite von dort: Dann brauchen Sie kein Passwort.",
    demo: "Als Demo-Salon anmelden",
    demoFailed: "Der Demo-Salon konnte nicht angemeldet werden. Versuchen Sie es erneut.",
    demoAbout: "Beispieldaten auf diesem Rechner. Probieren Sie alles aus.",
    book: "Oder als Kunde dieses Salons buchen",
  },
  code: {
    label: "Code aus Ihrer App",
    hint: "Sechs Ziffern, alle 30 Sekunden neu.",
    format: "Sechs Ziffern",
    wrong: "Dieser Code gilt nicht mehr. Warten Sie auf den nächsten und versuchen Sie es erneut.",
    other: "App verloren: Wiederherstellungscode verwenden",
  },
  recovery: {
    label: "Wiederherstellungscode",
    hint: "Jeder Code gilt einmal.",
    wrong: "Das ist keiner Ihrer Wiederherstellungscodes, oder er wurde schon benutzt.",
    other: "Code aus meiner App verwenden",
  },
  continue: "Weiter",
  checking: "Wird geprüft …",
  wrongPassword: "Falsches Passwort. Versuchen Sie es erneut.",
  ourFault: "Das geht gerade nicht. Bitte versuchen Sie es gleich noch einmal.",
  refusals: {
    tenant_suspended: "Dieser Betrieb ist gesperrt. Wenden Sie sich an den Betreiber Ihres Buchungssystems.",
    rate_limited:
      "Zu viele Fehlversuche. Versuchen Sie es in {minutes, plural, one {# Minute} other {# Minuten}} erneut.",
    other_address: "Das Dashboard ist für {url} eingerichtet. Öffnen Sie es dort, um sich anzumelden.",
    link_refused: "Öffnen Sie die Webhooks noch einmal aus Ihrem Buchungssystem.",
    other_person: "In diesem Browser hat sich eine andere Person angemeldet. Daher wurde das nicht ausgeführt.",
  },
  handOff: {
    page: "Wird geöffnet",
    opening: "Ihre Webhooks werden geöffnet …",
    failed: "Das Dashboard konnte nicht geöffnet werden",
    noToken: "Dieser Link ist unvollständig. Öffnen Sie die Webhooks noch einmal aus Ihrem Buchungssystem.",
    inQuery:
      "Dieser Link trägt sein Token dort, wo andere es lesen können, deshalb nehmen wir es nicht an. Sagen Sie es dem Betreiber Ihres Buchungssystems: Das Token gehört hinter das #.",
    ourFault: "Das geht gerade nicht. Öffnen Sie die Webhooks gleich noch einmal aus Ihrem Buchungssystem.",
  },
  address: {
    title: "Unter dieser Adresse können Sie sich nicht anmelden",
    about: "Das Dashboard ist für eine andere Adresse eingerichtet. Öffnen Sie es dort.",
    open: "{address} öffnen",
  },
  adminOnly: {
    title: "Sie können alles ansehen, aber nichts ändern",
    about: "Diese Seite ist für Admins Ihres Betriebs. Bitten Sie einen davon, hier etwas zu ändern.",
    action: "Zu Ihren Webhooks",
  },
};
