import { appointmentData, byStaff, sampleAppointment } from "#domain/event-types/appointment-data.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { instant } from "#domain/instant.schema.ts";

export const appointmentConfirmed = defineEventType({
  name: "appointment.confirmed",
  family: "appointment",
  title: "Appointment confirmed",
  description: "A requested appointment is now confirmed.",
  german: {
    title: "Termin bestätigt",
    description: "Ein angefragter Termin ist jetzt bestätigt.",
    details:
      "Für Salons, die Anfragen erst prüfen, eine Anzahlung nehmen oder um Bestätigung bitten. Die Zeit bleibt; der Status ändert sich.",
    sentWhen: [
      "Ihr Team nimmt eine Anfrage an.",
      "Ein Kunde bestätigt über den Link in einer Erinnerung.",
      "Eine Anzahlung geht ein, auf die die Buchung gewartet hat.",
    ],
    notSentWhen: [
      "Eine Buchung steht sofort fest: appointment.created mit dem Status confirmed genügt.",
      "Eine Bestätigung wird gemailt: E-Mails ergeben keine Ereignisse.",
    ],
  },
  details:
    "For salons that check requests first, take a deposit, or ask customers to confirm. The time does not change; the status does.",
  sentWhen: [
    "Your team accepts a request.",
    "A customer confirms by the link in a reminder.",
    "A deposit arrives that the booking was waiting for.",
  ],
  notSentWhen: [
    "A booking is certain at once: appointment.created with the status confirmed is enough.",
    "A confirmation email goes out: emails make no events.",
  ],
  data: appointmentData.extend({ confirmedAt: instant.nullish() }),
  sample: {
    ...sampleAppointment,
    sequence: 2,
    previous: { status: "pending" },
    actor: byStaff,
    cause: "staff",
    confirmedAt: "2026-03-10T16:20:05+01:00",
  },
});
