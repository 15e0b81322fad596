import { appointmentData, byStaff, sampleAppointment } from "#domain/event-types/appointment-data.ts";
import { defineEventType } from "#domain/event-types/define-event-type.ts";
import { instant } from "#domain/instant.schema.ts";

export const appointmentCompleted = defineEventType({
  name: "appointment.completed",
  family: "appointment",
  title: "Appointment completed",
  description: "The customer was there, and the appointment is over.",
  german: {
    title: "Termin abgeschlossen",
    description: "Der Kunde war da, und der Termin ist vorbei.",
    details:
      "Ein guter Moment, um eine Bewertung zu bitten, eine Rechnung zu senden oder den nächsten Termin anzubieten.",
    sentWhen: [
      "Ihr Team markiert den Termin als erledigt.",
      "Das Buchungssystem schließt vergangene Termine von selbst ab.",
    ],
    notSentWhen: [
      "Der Kunde kam nicht: Das ist appointment.no_show.",
      "Die Rechnung wird bezahlt: Das ist payment.completed.",
    ],
  },
  details: "A good moment to ask for a review, to send an invoice or to offer the next booking.",
  sentWhen: ["Your team marks the appointment as done.", "The booking system closes past appointments by itself."],
  notSentWhen: [
    "The customer did not come: that is appointment.no_show.",
    "The bill is paid: that is payment.completed.",
  ],
  data: appointmentData.extend({ completedAt: instant.nullish() }),
  sample: {
    ...sampleAppointment,
    status: "completed",
    sequence: 4,
    previous: { status: "confirmed" },
    actor: byStaff,
    cause: "staff",
    completedAt: "2026-03-14T10:47:09+01:00",
  },
});
