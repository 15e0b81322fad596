import type { bookingEn } from "#features/booking/booking-en.ts";
import type { TextsLike } from "#features/translate.ts";

export const bookingDe: TextsLike<typeof bookingEn> = {
  note: "Dieser Salon ist erfunden und läuft auf diesem Rechner. Sein Buchungssystem sendet Ereignisse an Bellhop, wie Ihres es täte.",
  book: {
    title: "Termin buchen",
    service: "Leistung",
    staff: "Teammitglied",
    anyone: "Egal, wer",
    day: "Tag",
    full: "Ausgebucht am {day}",
    fullAbout: "Wählen Sie einen anderen Tag oder ein anderes Teammitglied.",
    time: "Uhrzeit am {day}",
    details: "Ihre Angaben",
    name: "Name",
    email: "E-Mail",
    emailHint: "Es wird keine E-Mail gesendet: Sie bekommen Ihren Link gleich hier.",
    notes: "Notiz",
    submit: "Termin buchen",
  },
  manage: {
    title: "Ihr Termin",
    keepLink:
      "Merken Sie sich die Adresse dieser Seite: Mit diesem Link können Sie Ihren Termin verschieben oder stornieren.",
    saved:
      "Der Termin und sein Ereignis wurden zusammen gespeichert. Das Dashboard zeigt das Ereignis und jeden Webhook, der es bekommen hat.",
    events: "Ansehen, was gesendet wurde",
    when: "Wann",
    staff: "Bei",
    price: "Preis",
    move: "Auf eine andere Zeit verschieben",
    time: "Uhrzeit am {day}",
    noTime: "{staff} hat am {day} keine freie Zeit. Wählen Sie einen anderen Tag.",
    moveSubmit: "Termin verschieben",
    cancel: "Diesen Termin stornieren",
    reason: "Grund",
    cancelSubmit: "Termin stornieren",
    another: "Weiteren Termin buchen",
  },
  time: "Uhrzeit",
  services: {
    svc_haircut: { name: "Haarschnitt", description: "Waschen, schneiden und föhnen" },
    svc_color: { name: "Farbe", description: "Farbe und Pflege, mit Schnitt" },
    svc_beard: { name: "Bart schneiden", description: "Stutzen, rasieren und ein warmes Handtuch" },
  },
  when: "{day}, {time} Uhr",
  problems: {
    form: "Wählen Sie eine Uhrzeit, und geben Sie Ihren Namen und Ihre E-Mail-Adresse ein.",
    invalid: "Prüfen Sie Name, E-Mail-Adresse und Uhrzeit, und versuchen Sie es erneut.",
    time_taken: "Diese Zeit wurde gerade von jemand anderem gebucht. Wählen Sie eine andere.",
    changed_meanwhile:
      "Dieser Termin wurde geändert, seit Sie die Seite geöffnet haben. Sehen Sie ihn sich noch einmal an, und wählen Sie dann.",
    not_possible: "Dieser Termin lässt sich nicht mehr ändern.",
    not_found: "Das konnten wir nicht finden. Beginnen Sie noch einmal auf der Buchungsseite.",
  },
  done: {
    booked: "Ihr Termin ist gebucht",
    moved: "Ihr Termin hat eine neue Zeit",
    canceled: "Ihr Termin ist storniert",
  },
  statuses: {
    pending: "Wartet auf Bestätigung",
    confirmed: "Bestätigt",
    awaiting_time: "Bitte neue Zeit wählen",
    canceled: "Storniert",
    completed: "Abgeschlossen",
    no_show: "Nicht erschienen",
  },
};
